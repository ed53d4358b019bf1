//~ ERROR "1.7" : the value "1.7" of `Added::Old` is already a value of `Version` (V1 7): give it another value
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("1.7")]
    Old,
}

fn main() {}
