//~ ERROR extension : stands on the struct, not on a field
//~ HELP move it above the extension itself
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    #[extension(name = "shelf")]
    shelf: Option<String>,
}

fn main() {}
