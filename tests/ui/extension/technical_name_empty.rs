//~ ERROR "" : is empty
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
