//~ ERROR "1.6" : the value "1.6" is removed twice
//~ HELP remove one of them
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.6", become = V1_7), removed("1.6", become = V2_0))]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
}

fn main() {}
