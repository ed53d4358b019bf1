//~ ERROR binding : cannot find attribute `binding` in this scope
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    #[binding(external_id)]
    shelf: Option<String>,
}

fn main() {}
