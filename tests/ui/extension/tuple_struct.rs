//~ ERROR AcmeProduct : is a tuple struct
//~ HELP give the fields names: `struct AcmeProduct { ... }`
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct(String);

fn main() {}
