//~ ERROR "Acme Product" : write it like "acme.product"
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "Acme Product")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
