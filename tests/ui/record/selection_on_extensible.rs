//~ ERROR selection : `colour` is `Extensible<Colour>`: the type is already a selection, with values of its own
//~ HELP remove `selection`, or make the field a `String`
use connector_core::{Extensible, Record, Selection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Colour {
    #[selection("red")]
    Red,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(selection = colours)]
    colour: Extensible<Colour>,
}

fn main() {}
