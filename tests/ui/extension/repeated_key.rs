//~ ERROR name : is said twice
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product", name = "acme.other")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
