//~ ERROR 4 : goes with texts
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(size = 4)]
    count: i64,
}

fn main() {}
