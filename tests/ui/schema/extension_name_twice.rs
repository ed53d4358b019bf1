//~ ERROR OtherProduct : the name "acme.product" is taken twice in this schema
//~ HELP list every model once, and give each a `name` of its own
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
#[extension(of = Product, name = "acme.product", table = "other_product")]
struct OtherProduct {
    color: Option<String>,
}

schema! {
    pub static SHOP = [Product, AcmeProduct, OtherProduct];
}

fn main() {}
