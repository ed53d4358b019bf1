//~ ERROR ( : write it like `schema!
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

schema! {
    pub static SHOP = (Product);
}

fn main() {}
