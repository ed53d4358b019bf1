//~ ERROR name : `name` is said twice
//~ HELP remove one of them
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
