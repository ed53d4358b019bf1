//~ ERROR "" : the label of `V1_7` is empty
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7", label = "")]
    V1_7,
}

fn main() {}
