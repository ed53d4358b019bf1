//~ ERROR (u32) : `V1_7` has fields: a value of a selection is a text and nothing else
//~ HELP write `V1_7,`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7(u32),
}

fn main() {}
