//~ ERROR AcmeProduct : is an extension itself, of `product`
//~ HELP extend `product`, too
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

#[derive(Extension)]
#[extension(of = AcmeProduct, name = "other.product")]
struct OtherProduct {
    color: Option<String>,
}

fn main() {}
