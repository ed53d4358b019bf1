//~ ERROR "sqlite_products" : give it another one
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product", table = "sqlite_products")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
