//~ ERROR "1\07" : the value of `V1_7` contains a NUL character
//~ HELP write it without
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1\07")]
    V1_7,
}

fn main() {}
