//~ ERROR Other::V1_7 : the variants of `Other` are no values of `Version`
//~ HELP name a variant of `Version`, or of an enum with `#[selection_add(Version)]`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

enum Other {
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("1.7-acme", parent = Other::V1_7)]
    Acme,
}

fn main() {}
