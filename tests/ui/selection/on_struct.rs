//~ ERROR Version : goes on an enum
use connector_core::Selection;

#[derive(Selection)]
struct Version {
}

fn main() {}
