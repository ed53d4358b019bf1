//~ ERROR translate : `translate` goes with `Translated`, and `title` is `String`
//~ HELP write `title: Translated`, or remove `translate`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(translate)]
    title: String,
}

fn main() {}
