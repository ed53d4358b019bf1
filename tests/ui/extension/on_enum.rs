//~ ERROR AcmeProduct : goes on a struct with named fields
//~ HELP for a closed list of values, use `derive(Selection)`
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
enum AcmeProduct {
    Shelf,
}

fn main() {}
