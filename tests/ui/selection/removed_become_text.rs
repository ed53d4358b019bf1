//~ ERROR "1.7" : `become` takes a path
//~ HELP become = V1_7
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.6", become = "1.7"))]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
}

fn main() {}
