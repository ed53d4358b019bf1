//~ ERROR "ID" : is the key that the store keeps itself
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(column = "ID")]
    number: i64,
}

fn main() {}
