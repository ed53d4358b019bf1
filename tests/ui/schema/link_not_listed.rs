//~ ERROR Part : `product` of `part` links `product`, which this schema does not list
//~ HELP add it
use connector_core::{Record, RecordId, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Record)]
#[record(name = "part")]
struct Part {
    product: RecordId<Product>,
}

schema! {
    pub static SHOP = [Part];
}

fn main() {}
