//~ ERROR Related<String> : add `#[field(related = link.field)]`
use connector_core::{Record, Related};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    title: Related<String>,
}

fn main() {}
