//~ ERROR Self : `Product` is no backend
//~ HELP add `#[derive(Backend)]` to `Product`
use connector_core::{BackendId, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    parent: Option<BackendId<Self>>,
}

fn main() {}
