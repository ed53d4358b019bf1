//~ ERROR u64 : a field of type `u64` cannot be stored
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    count: u64,
}

fn main() {}
