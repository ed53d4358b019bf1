//~ ERROR id : `foreign` records only
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", id = String)]
struct Product {
    title: String,
}

fn main() {}
