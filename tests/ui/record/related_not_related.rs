//~ ERROR String : `related` goes with `Related<...>`, and `title` is `String`
//~ HELP write `title: Related<String>`, with the very type of the field that is read
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
