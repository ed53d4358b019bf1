//~ ERROR Other : the unique key "Title_Key" of `other` is already a key of `product`
//~ HELP give one of them another `name`
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
#[unique(title, name = "title_key")]
struct Product {
    title: String,
}

#[derive(Record)]
#[record(name = "other")]
#[unique(title, name = "Title_Key")]
struct Other {
    title: String,
}

schema! {
    pub static SHOP = [Product, Other];
}

fn main() {}
