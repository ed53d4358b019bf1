//~ ERROR "cascade" : `ondelete` takes one of `cascade`, `restrict`, `set_null`
//~ HELP write it like `ondelete = cascade`
use connector_core::{Record, RecordId};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(ondelete = "cascade")]
    parent: Option<RecordId<Product>>,
}

fn main() {}
