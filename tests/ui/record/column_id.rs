//~ ERROR id : the column name "id" is the key that the store keeps itself
//~ HELP give the field another one: `#[field(column = "...")]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    id: i64,
}

fn main() {}
