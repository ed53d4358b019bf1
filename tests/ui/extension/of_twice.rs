//~ ERROR of : is said twice
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product", of = Product)]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
