//~ ERROR Version::V1_7 : Version
//~ HELP #[selection_add(Version)]
use connector_core::{Selection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0", parent = V1_7)]
    V2_0,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Ours {
    #[selection("1.7-ours", parent = Version::V1_7, after = Version::V1_7)]
    V1_7Ours,
}

fn main() {}
