//~ ERROR = 3 : default values on fields are experimental
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    count: i64 = 3,
}

fn main() {}
