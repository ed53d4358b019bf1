//~ ERROR String : cannot be listed in a schema
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

schema! {
    pub static SHOP = [Product, String];
}

fn main() {}
