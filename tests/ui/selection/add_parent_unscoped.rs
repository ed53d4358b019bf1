//~ ERROR V1_7 : `Added` has no variant `V1_7`
//~ HELP one of `Version` is written `Version::V1_7`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("1.8-acme", parent = V1_7)]
    New,
}

fn main() {}
