//~ ERROR SHOP : the name "product" is taken twice in this schema
//~ HELP list every model once
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

schema! {
    static SHOP = [Product];
}
schema! {
    pub static FAIR = [Product, ..SHOP];
}

fn main() {}
