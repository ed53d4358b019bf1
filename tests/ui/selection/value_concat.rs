//~ ERROR concat!("a", "b") : text in quotes
use connector_core::{Selection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum State {
    #[selection(concat!("a", "b"))]
    Draft,
}

fn main() {}
