//~ ERROR title : in this key twice
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(title, title)]
struct Product {
    title: String,
}

fn main() {}
