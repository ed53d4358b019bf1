//~ ERROR Shelf : cannot be stored
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    shelf: Shelf,
}

struct Shelf;

fn main() {}
