//~ ERROR titel : `Product` has no field `titel`
//~ HELP did you mean `title`?
//~ ERROR size : `size` is said twice
//~ HELP remove one of them
//~ ERROR translate : `translate` goes with `Translated`, and `text` is `String`
//~ HELP write `text: Translated`, or remove `translate`
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
