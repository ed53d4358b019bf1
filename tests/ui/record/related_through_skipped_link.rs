//~ ERROR product : not stored
use connector_core::{Record, RecordId, Related};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}
#[derive(Record)]
#[record(name = "thing")]
struct Thing {
    #[field(skip)]
    product: Option<RecordId<Product>>,
    #[field(related = product.title)]
    a: Related<String>,
}

fn main() {}
