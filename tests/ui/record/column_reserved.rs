//~ ERROR xmin : is a system column
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    xmin: i64,
}

fn main() {}
