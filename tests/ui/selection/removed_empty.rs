//~ ERROR "" : the removed value is empty
//~ HELP write the text that rows may still hold
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("", become = V1_7))]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
}

fn main() {}
