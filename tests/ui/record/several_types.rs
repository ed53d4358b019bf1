//~ ERROR Colour : cannot be stored
//~ ERROR u64 : cannot be stored
use connector_core::Record;

struct Colour;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    colour: Colour,
    count: u64,
    title: String,
}

fn main() {}
