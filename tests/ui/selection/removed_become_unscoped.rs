//~ ERROR V1_7 : has no variant `V1_7`
//~ HELP one of `Version` is written `Version::V1_7`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.6", become = V1_7))]
#[selection_add(Version)]
enum Added {
    #[selection("1.8-acme")]
    New,
}

fn main() {}
