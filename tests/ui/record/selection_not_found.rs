//~ ERROR colours : cannot find value `colours` in this scope
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(selection = colours)]
    colour: String,
}

fn main() {}
