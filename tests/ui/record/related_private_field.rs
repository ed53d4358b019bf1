//~ ERROR title : field `title` of struct `Brand` is private
use connector_core::{Record, RecordId, Related};

mod brands {
    #[derive(connector_core::Record)]
    #[record(name = "brand")]
    pub struct Brand {
        title: String,
    }
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    brand: RecordId<brands::Brand>,
    #[field(related = brand.title)]
    maker: Related<String>,
}

fn main() {}
