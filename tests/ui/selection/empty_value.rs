//~ ERROR "" : the value of `V1_7` is empty
//~ HELP write a text; for "no value", make the field an `Option` and remove `V1_7`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("")]
    V1_7,
}

fn main() {}
