//~ ERROR "" : is empty
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(column = "")]
    title: String,
}

fn main() {}
