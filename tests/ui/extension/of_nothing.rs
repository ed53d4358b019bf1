//~ ERROR of : `of` takes a type
//~ HELP write it like `of = MagentoPartner`
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of, name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
