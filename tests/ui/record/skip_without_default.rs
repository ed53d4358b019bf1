//~ ERROR Colour : the trait bound `Colour: Default` is not satisfied
use connector_core::Record;

struct Colour;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(skip)]
    colour: Colour,
}

fn main() {}
