//~ ERROR V1_7 : `V1_7` has no value to be stored as
//~ HELP add `#[selection("v1_7")]`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    V1_7,
}

fn main() {}
