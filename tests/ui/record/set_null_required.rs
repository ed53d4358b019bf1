//~ ERROR set_null : `set_null` on `parent`: the field cannot be null
//~ HELP write `parent: Option<RecordId<Product>>`, or `restrict` or `cascade`
use connector_core::{Record, RecordId};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(ondelete = set_null)]
    parent: RecordId<Product>,
}

fn main() {}
