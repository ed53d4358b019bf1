//~ ERROR foreign : belongs to `#[record(...)]`
//~ ERROR direct : belongs to `#[binding(...)]`
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product", foreign, direct)]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
