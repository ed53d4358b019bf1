//~ ERROR title : `title` is in this key twice
//~ HELP remove one of them
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(title, title)]
struct Product {
    title: String,
}

fn main() {}
