//~ ERROR title : has no field `title`
//~ HELP the fields are `shelf`
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
#[unique(title)]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
