//~ ERROR Product : `Product` is no model
//~ HELP add `#[derive(Backend)]`
use connector_core::{Extension};

struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
