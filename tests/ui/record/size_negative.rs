//~ ERROR -4 : at least 1
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(size = -4)]
    title: String,
}

fn main() {}
