//~ ERROR active : is no link
use connector_core::{Record, Related};

#[derive(Record)]
#[record(name = "other")]
struct Other {
    title: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(related = active.title)]
    title: Related<String>,
}

fn main() {}
