//~ ERROR translate : write `title: Translated`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(translate)]
    title: String,
}

fn main() {}
