//~ ERROR selection : `selection` takes a path
//~ HELP write it like `selection = available_currencies`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(selection)]
    title: String,
}

fn main() {}
