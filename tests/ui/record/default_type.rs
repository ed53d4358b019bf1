//~ ERROR "yes" : mismatched types
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(default = "yes")]
    price: f64,
}

fn main() {}
