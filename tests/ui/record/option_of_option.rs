//~ ERROR Option<String> : `title` is an `Option` inside of an `Option`: a column has a value or has none
//~ HELP write `title: Option<String>`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: Option<Option<String>>,
}

fn main() {}
