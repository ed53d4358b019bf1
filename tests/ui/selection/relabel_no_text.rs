//~ ERROR 17 : each with a text
//~ HELP relabel(V1_7 =
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(relabel(V1_7 = 17))]
#[selection_add(Version)]
enum Added {
    #[selection("1.8-acme")]
    New,
}

fn main() {}
