//~ ERROR title : `title` cannot be in a key: it is a text in several languages
//~ HELP remove it from `#[unique(...)]`
use connector_core::{Record, Translated};

#[derive(Record)]
#[record(name = "product")]
#[unique(title)]
struct Product {
    #[field(translate)]
    title: Translated,
}

fn main() {}
