//~ ERROR "" : the technical name "" is empty: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "magento.backend"
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
