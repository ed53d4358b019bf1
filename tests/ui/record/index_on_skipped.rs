//~ ERROR index : `title` has no column
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(skip, index)]
    title: String,
}

fn main() {}
