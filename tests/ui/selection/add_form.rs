//~ ERROR selection_add("Version") : `#[selection_add(...)]` takes one enum
//~ HELP #[selection_add(MagentoVersion)]
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(relabel(V1_7 = "Old"), removed("1.6", become = Version::V1_7))]
#[selection_add("Version")]
enum Added {
    #[selection("1.7-acme", parent = Version::V1_7, after = Version::V1_7)]
    Acme,
}

fn main() {}
