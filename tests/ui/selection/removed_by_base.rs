//~ ERROR "1.6" : `Added` removes the value "1.6", which `Version` removes already
//~ HELP leave it out here
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.6", become = V1_7))]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.6", become = Version::V1_7))]
#[selection_add(Version)]
enum Added {
    #[selection("1.7-acme")]
    Acme,
}

fn main() {}
