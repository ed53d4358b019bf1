//~ ERROR "" : the column name "" is empty
//~ HELP give the field another one: `#[field(column = "...")]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(renamed_from = "")]
    title: String,
}

fn main() {}
