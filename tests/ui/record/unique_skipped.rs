//~ ERROR cache : not stored
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(title, cache)]
struct Product {
    title: String,
    #[field(skip)]
    cache: String,
}

fn main() {}
