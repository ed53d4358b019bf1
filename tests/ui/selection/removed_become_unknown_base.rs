//~ ERROR V1_8 : no variant or associated item named `V1_8` found for enum `Version` in the current scope
//~ HELP similar name
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.6", become = Version::V1_8))]
#[selection_add(Version)]
enum Added {
    #[selection("1.8-acme")]
    New,
}

fn main() {}
