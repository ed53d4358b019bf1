//~ ERROR terms : mismatched types
use connector_core::{Record, Translated};

fn terms(text: &str) -> String {
    text.to_owned()
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(translate = terms)]
    title: Translated,
}

fn main() {}
