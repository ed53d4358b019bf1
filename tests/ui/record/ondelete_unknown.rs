//~ ERROR casacde : `casacde` says nothing about deletion
//~ HELP did you mean `cascade`?
use connector_core::{Record, RecordId};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(ondelete = casacde)]
    parent: Option<RecordId<Product>>,
}

fn main() {}
