//~ ERROR "1.7" : still the value of `V1_7`
//~ HELP remove `V1_7`, or this `removed(...)`
//~ ERROR "" : the removed value is empty
//~ HELP write the text that rows may still hold
//~ ERROR V9 : has no variant `V9`
//~ HELP the variants are `V1_7`, `V2_0`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.7", become = V2_0), removed("", become = V1_7), removed("1.5", become = V9))]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
}

fn main() {}
