//~ ERROR AcmeProduct : has no technical name
//~ HELP #[extension(name = "acme.product")]
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product)]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
