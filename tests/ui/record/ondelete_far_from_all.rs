//~ ERROR explode : `explode` says nothing about deletion
//~ HELP the choices are `cascade`, `restrict`, `set_null`
use connector_core::{Record, RecordId};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(ondelete = explode)]
    parent: Option<RecordId<Product>>,
}

fn main() {}
