//~ ERROR Product : cannot find value `Product` in this scope
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

schema! {
    pub static SHOP = [..Product];
}

fn main() {}
