//~ ERROR of : `of` is said twice
//~ HELP remove one of them
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
