//~ ERROR Emca : `Version::V1_7` is relabelled by both `Acme` and `Emca`
//~ HELP take one of them out
use connector_core::{Selection, schema};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(relabel(V1_7 = "Old"))]
#[selection_add(Version)]
enum Acme {
    #[selection("1.8")]
    Our,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(relabel(V1_7 = "Older"))]
#[selection_add(Version)]
enum Emca {
    #[selection("1.9")]
    Their,
}

schema! {
    pub static SHOP = [Acme, Emca];
}

fn main() {}
