//~ ERROR "" : the label of `V1_7` is empty
//~ HELP write what people call it, or remove the label
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7", label = "")]
    V1_7,
}

fn main() {}
