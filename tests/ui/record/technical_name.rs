//~ ERROR "Product" : the technical name "Product" is no technical name: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "product"
use connector_core::Record;

#[derive(Record)]
#[record(name = "Product")]
struct Product {
    title: String,
}

fn main() {}
