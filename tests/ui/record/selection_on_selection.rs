//~ ERROR selection : `state` has choices: the type is already a selection
//~ HELP remove `selection`
use connector_core::{Record, Selection};

fn states() -> Vec<(String, String)> {
    Vec::new()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum State {
    #[selection("draft")]
    Draft,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(selection = states)]
    state: State,
}

fn main() {}
