//~ ERROR "1.7" : the value "1.7" is already the value of `V1_7`
//~ HELP give one of them another value
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("1.7")]
    V1_8,
}

fn main() {}
