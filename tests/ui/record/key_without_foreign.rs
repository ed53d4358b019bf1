//~ ERROR key : `foreign` records only
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", key = "product_id")]
struct Product {
    title: String,
}

fn main() {}
