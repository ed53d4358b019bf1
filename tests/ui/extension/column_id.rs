//~ ERROR id : the column name "id" is the key that the store keeps itself
//~ HELP give the field another one: `#[field(column = "...")]`
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    id: i64,
}

fn main() {}
