//~ ERROR Version : has no variants
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
}

fn main() {}
