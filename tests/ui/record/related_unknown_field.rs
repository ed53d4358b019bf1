//~ ERROR titel : no field `titel` on type `&Other`
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
    #[field(related = other.titel)]
    title: Related<String>,
}

fn main() {}
