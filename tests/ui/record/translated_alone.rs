//~ ERROR Translated : `title` is `Translated`, and does not say how it is translated
//~ HELP add `#[field(translate)]` for the text as a whole, or `#[field(translate = path)]` for its terms
use connector_core::{Record, Translated};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    title: Translated,
}

fn main() {}
