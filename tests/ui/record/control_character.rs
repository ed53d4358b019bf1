//~ ERROR "a\nb" : the column name "a\nb" contains a control character
//~ HELP give the field another one: `#[field(column = "...")]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(column = "a\nb")]
    title: String,
}

fn main() {}
