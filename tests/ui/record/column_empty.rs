//~ ERROR "" : the column name "" is empty
//~ HELP give the field another one: `#[field(column = "...")]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(column = "")]
    title: String,
}

fn main() {}
