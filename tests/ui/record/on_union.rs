//~ ERROR Product : `derive(Record)` goes on a struct, and `Product` is a union
//~ HELP make `Product` a struct
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
union Product {
    title: u8,
}

fn main() {}
