//~ ERROR titel : no field `titel` on type `&Product`
use connector_core::{Extension, Record, RecordId, Related};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    spare: RecordId<Product>,
    #[field(related = spare.titel)]
    title: Related<String>,
}

fn main() {}
