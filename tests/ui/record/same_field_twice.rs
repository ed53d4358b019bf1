//~ ERROR title: String : field `title` is already declared
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
    title: String,
}

fn main() {}
