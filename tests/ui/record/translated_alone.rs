//~ ERROR Translated : add `#[field(translate)]`
use connector_core::{Record, Translated};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    title: Translated,
}

fn main() {}
