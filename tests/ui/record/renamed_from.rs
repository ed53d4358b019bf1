//~ ERROR "The Product" : the technical name "The Product" is no technical name: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "the.product"
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", renamed_from = "The Product")]
struct Product {
    title: String,
}

fn main() {}
