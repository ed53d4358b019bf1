//~ ERROR brand : `brand` is no link: it is `Option<RecordId<Brand>>`
//~ HELP this model has no links
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
