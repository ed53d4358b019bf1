//~ ERROR Colour : cannot find type `Colour` in this scope
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    colour: Colour,
}

fn main() {}
