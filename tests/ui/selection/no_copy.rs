//~ ERROR State : `State` does not derive all that `Selection` needs beside it
//~ HELP write `#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]`
use connector_core::Selection;

#[derive(Debug, Clone, PartialEq, Eq, Selection)]
enum State {
    #[selection("draft")]
    Draft,
    #[selection("done", parent = Draft)]
    Done,
}

fn main() {}
