//~ ERROR binding : the fields of an extension have none
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
