//~ ERROR Colour : a field of type `Colour` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
use connector_core::Record;

struct Colour;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    colour: Option<Colour>,
}

fn main() {}
