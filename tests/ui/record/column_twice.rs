//~ ERROR "active" : the column `active` of `enabled` is already the column of `active`
//~ HELP give one of them another one: `#[field(column = "...")]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(column = "active")]
    enabled: bool,
}

fn main() {}
