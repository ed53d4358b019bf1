//~ ERROR Versoin : cannot find type `Versoin`
//~ HELP a similar name exists
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(relabel(V1_7 = "Old"), removed("1.6", become = Acme))]
#[selection_add(Versoin)]
enum Added {
    #[selection("1.7-acme")]
    Acme,
}

fn main() {}
