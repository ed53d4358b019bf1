//~ ERROR backend : cannot find attribute `backend` in this scope
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[backend(name = "product")]
struct Product {
    title: String,
}

fn main() {}
