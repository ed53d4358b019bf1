//~ ERROR relatd : `relatd` is no key of `#[field(...)]` on a field
//~ HELP did you mean `related`?
use connector_core::{Record, RecordId, Related};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
    parent: Option<RecordId<Product>>,
    #[field(relatd = parent.title)]
    above: Related<String>,
}

fn main() {}
