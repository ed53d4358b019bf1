//~ ERROR Version : `Version` is no selection
//~ HELP add `#[derive(Selection)]` to `Version`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("1.8-acme")]
    New,
}

fn main() {}
