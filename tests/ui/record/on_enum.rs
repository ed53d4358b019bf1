//~ ERROR Product : `derive(Record)` goes on a struct with named fields, and `Product` is an enum
//~ HELP for a closed list of values, use `derive(Selection)`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
enum Product {
    Title,
}

fn main() {}
