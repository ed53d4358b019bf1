//~ ERROR AcmeProduct : goes on a struct
//~ HELP make `AcmeProduct` a struct
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
union AcmeProduct {
    shelf: i64,
}

fn main() {}
