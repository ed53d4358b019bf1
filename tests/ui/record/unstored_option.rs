//~ ERROR Colour : keep it out of the store with `#[field(skip)]`
use connector_core::Record;

struct Colour;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    colour: Option<Colour>,
}

fn main() {}
