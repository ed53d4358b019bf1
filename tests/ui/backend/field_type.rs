//~ ERROR Colour : a field of type `Colour` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
use connector_core::Backend;

struct Colour;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    colour: Colour,
}

fn main() {}
