//~ ERROR V1_6 : `Version` has no variant `V1_6`
//~ HELP did you mean `V1_7`?
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0", parent = V1_6)]
    V2_0,
}

fn main() {}
