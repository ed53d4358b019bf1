//~ ERROR "ID" : the column name "ID" is the key that the store keeps itself
//~ HELP give the field another one: `#[field(column = "...")]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(column = "ID")]
    number: i64,
}

fn main() {}
