//~ ERROR default : `default` does not go with `related`: `maker` has no column
//~ HELP remove `default` or `related`
//~ ERROR index : `index` does not go with `related`: `maker` has no column
//~ HELP remove `index` or `related`
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
    #[field(related = brand.title, index, default = "none")]
    maker: Related<String>,
}

fn main() {}
