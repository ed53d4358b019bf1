//~ ERROR Version : `derive(Selection)` goes on an enum, and `Version` is a union
//~ HELP make `Version` an enum
use connector_core::Selection;

#[derive(Selection)]
union Version {
    a: u32,
}

fn main() {}
