//~ ERROR "" : is empty
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("")]
    V1_7,
}

fn main() {}
