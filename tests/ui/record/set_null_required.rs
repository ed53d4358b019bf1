//~ ERROR set_null : the field cannot be null
use connector_core::{Record, RecordId};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(ondelete = set_null)]
    parent: RecordId<Product>,
}

fn main() {}
