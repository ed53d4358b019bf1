//~ ERROR unique : write the fields first
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(name = "product_uniq")]
struct Product {
    title: String,
}

fn main() {}
