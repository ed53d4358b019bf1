//~ ERROR Produkt : cannot find type `Produkt`
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Produkt, name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
