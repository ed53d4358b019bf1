//~ ERROR title : mismatched types
use connector_core::{Record, RecordId, Related};

#[derive(Record)]
#[record(name = "other")]
struct Other {
    title: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    other: RecordId<Other>,
    #[field(related = other.title)]
    title: Related<i64>,
}

fn main() {}
