//~ ERROR Colour : `Colour` is no record
//~ HELP add `#[derive(Record)]` to `Colour`
use connector_core::{Record, RecordId};

struct Colour;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    colour: Option<RecordId<Colour>>,
}

fn main() {}
