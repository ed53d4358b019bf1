//~ ERROR Other : the table "Product" of `other` is already the table of `product`
//~ HELP give one of them another `table`
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Record)]
#[record(name = "other", table = "Product")]
struct Other {
    title: String,
}

schema! {
    pub static SHOP = [Product, Other];
}

fn main() {}
