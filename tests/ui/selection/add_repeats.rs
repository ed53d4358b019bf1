//~ ERROR "1.7" : is already the value of `Version::V1_7`
//~ HELP give it another value, or the base's another label: `#[selection(relabel(V1_7 = "..."))]`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("1.7")]
    Old,
}

fn main() {}
