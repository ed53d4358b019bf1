//~ ERROR Other : the name "product" is taken twice
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}
#[derive(Record)]
#[record(name = "product")]
struct Other {
    a: String,
}
schema! { static ALL = [Product, Other]; }

fn main() {}
