//~ ERROR colours() : `selection` takes a path
//~ HELP write it like `selection = available_currencies`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(selection = colours())]
    colour: String,
}

fn main() {}
