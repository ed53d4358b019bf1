//~ ERROR ohter : `Product` has no field `ohter`
//~ HELP did you mean `other`?
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
    #[field(related = ohter.title)]
    title: Related<String>,
}

fn main() {}
