//~ ERROR maker : `maker` cannot be in a key: it is read through a link, and not stored here
//~ HELP remove it from `#[unique(...)]`
use connector_core::{Record, RecordId, Related};

#[derive(Record)]
#[record(name = "brand")]
struct Brand {
    title: String,
}

#[derive(Record)]
#[record(name = "product")]
#[unique(maker)]
struct Product {
    brand: RecordId<Brand>,
    #[field(related = brand.title)]
    maker: Related<String>,
}

fn main() {}
