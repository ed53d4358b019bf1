//~ ERROR "1.6" : is a removed value of `Version`
//~ HELP give it another value
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.6", become = V1_7))]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("1.6")]
    Old,
}

fn main() {}
