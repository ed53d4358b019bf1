//~ ERROR Related<String> : `title` is `Related`, and does not say what it reads
//~ HELP add `#[field(related = link.field)]`, like `#[field(related = backend_id.location)]`
use connector_core::{Record, Related};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(label = "x")]
    title: Related<String>,
}

fn main() {}
