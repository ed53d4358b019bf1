//~ ERROR "1.7" : already the value of `V1_7`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("1.7")]
    V1_8,
}

fn main() {}
