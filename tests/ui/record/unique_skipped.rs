//~ ERROR cache : `cache` cannot be in a key: it is not stored
//~ HELP remove it from `#[unique(...)]`
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
