//~ ERROR ; : expected a comma before this
//~ HELP put a comma between two entries
use connector_core::Record;

#[derive(Record)]
#[record(name = "product";)]
struct Product {
    title: String,
}

fn main() {}
