//~ ERROR V1_8 : no variant or associated item named `V1_8` found for enum `Version` in the current scope
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("1.8-acme", parent = Version::V1_8)]
    New,
}

fn main() {}
