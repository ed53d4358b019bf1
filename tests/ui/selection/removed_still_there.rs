//~ ERROR "1.7" : is removed, and still the value of `V1_7`
//~ HELP remove `V1_7`, or this `removed(...)`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.7", become = V2_0))]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
}

fn main() {}
