//~ ERROR Added : `Added` does not derive all that `Selection` needs beside it
//~ HELP write `#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]`
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Debug, Clone, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("1.7-acme", parent = Version::V1_7, after = Version::V1_7)]
    Acme,
}

fn main() {}
