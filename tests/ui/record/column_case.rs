//~ ERROR "Active" : already the column of `active`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(column = "Active")]
    enabled: bool,
}

fn main() {}
