//~ ERROR Product : make `Product` a struct
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
union Product {
    title: u8,
}

fn main() {}
