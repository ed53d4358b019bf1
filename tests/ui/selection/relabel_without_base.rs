//~ ERROR relabel : `relabel` gives values of another enum another label, and `Version` adds to none
//~ HELP add `#[selection_add(Base)]`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(relabel(V1_7 = "Old"))]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0")]
    V2_0,
}

fn main() {}
