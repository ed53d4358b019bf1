//~ ERROR String : write `title: Related<String>`
use connector_core::{Record, RecordId};

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
    title: String,
}

fn main() {}
