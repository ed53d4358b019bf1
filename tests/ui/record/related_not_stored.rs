//~ ERROR cache : `cache` of `other` is not stored, so it cannot be read through a link
//~ HELP name a stored field
use connector_core::{Record, RecordId, Related};

#[derive(Record)]
#[record(name = "other")]
struct Other {
    #[field(skip)]
    cache: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    other: RecordId<Other>,
    #[field(related = other.cache)]
    cache: Related<String>,
}

fn main() {}
