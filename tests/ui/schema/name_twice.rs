//~ ERROR Other : the name "product" is taken twice in this schema
//~ HELP list every model once, and give each a `name` of its own
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Record)]
#[record(name = "product", table = "others")]
struct Other {
    title: String,
}

schema! {
    pub static SHOP = [Product, Other];
}

fn main() {}
