//~ ERROR record : cannot find attribute `record` in this scope
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
#[record(key = "product_id")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
