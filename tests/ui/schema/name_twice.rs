//~ ERROR Other : is taken twice
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
