//~ ERROR skip : `skip` does not go with `related`: a related field is not stored in any case
//~ HELP remove `skip`
use connector_core::{Record, RecordId, Related};

#[derive(Record)]
#[record(name = "brand")]
struct Brand {
    title: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    brand: RecordId<Brand>,
    #[field(related = brand.title, skip)]
    maker: Related<String>,
}

fn main() {}
