//~ ERROR State : `State` cannot add values to itself
//~ HELP name the enum that has the values, or remove `#[selection_add(...)]`
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(State)]
enum State {
    #[selection("open")]
    Open,
}

fn main() {}
