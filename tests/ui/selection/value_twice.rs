//~ ERROR "1.8" : "1.8" is a second value of this variant
//~ HELP remove one of them
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7", "1.8")]
    V1_7,
}

fn main() {}
