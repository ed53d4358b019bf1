//~ ERROR Version : add `#[derive(Selection)]` to `Version`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(relabel(V1_7 = "Old"), removed("1.6", become = Version::V1_7))]
#[selection_add(Version)]
enum Added {
    #[selection("1.8-acme", parent = Version::V1_7, after = Version::V1_7)]
    New,
}

fn main() {}
