//~ ERROR brand : `brand` is not stored, so nothing can be read through it
//~ HELP name a link that is a column of this model
use connector_core::{Record, RecordId, Related};

#[derive(Record)]
#[record(name = "brand")]
struct Brand {
    title: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(skip)]
    brand: Option<RecordId<Brand>>,
    #[field(related = brand.title)]
    maker: Related<String>,
}

fn main() {}
