//~ ERROR titel : did you mean `title`?
//~ ERROR size : is said twice
//~ ERROR translate : goes with `Translated`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(titel)]
struct Product {
    #[field(size = 4, size = 5)]
    title: String,
    #[field(translate)]
    text: String,
}

fn main() {}
