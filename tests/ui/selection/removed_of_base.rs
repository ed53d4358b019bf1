//~ ERROR "1.7" : is the value of `Version::V1_7`
//~ HELP leave it out here
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.7", become = New))]
#[selection_add(Version)]
enum Added {
    #[selection("1.8-acme")]
    New,
}

fn main() {}
