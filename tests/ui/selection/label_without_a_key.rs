//~ ERROR "Open" : "Open" is a second value of this variant
//~ HELP for what people read, write `label = "Open"`; otherwise remove one of them
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum State {
    #[selection("open", "Open")]
    Open,
}

fn main() {}
