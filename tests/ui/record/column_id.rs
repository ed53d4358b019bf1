//~ ERROR id : is the key that the store keeps itself
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    id: i64,
}

fn main() {}
