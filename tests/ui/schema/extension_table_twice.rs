//~ ERROR OtherProduct : is already the table of `acme.product`
//~ HELP give one of them another `table`
use connector_core::{Extension, Record, schema};

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
#[extension(of = Product, name = "other.product", table = "acme_product")]
struct OtherProduct {
    color: Option<String>,
}

schema! {
    pub static SHOP = [Product, AcmeProduct, OtherProduct];
}

fn main() {}
