//~ ERROR Colour : `Colour` is no external binding
//~ HELP add `#[derive(ExternalBinding)]` to `Colour`
use connector_core::{BindingId, Record};

struct Colour;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    colour: BindingId<Colour>,
}

fn main() {}
