//~ ERROR on : is no key of `#[extension(...)]`
//~ HELP did you mean `of`?
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(on = Product, of = Product, name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
