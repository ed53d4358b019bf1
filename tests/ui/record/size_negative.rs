//~ ERROR -4 : a size is a whole number of characters, at least 1
//~ HELP write it like `size = 64`, or leave it out for a text of any length
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(size = -4)]
    title: String,
}

fn main() {}
