//~ ERROR Emca : is given by both `Acme::Our` and `Emca::Their`
//~ HELP give one of them another value
use connector_core::{Selection, schema};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Acme {
    #[selection("1.8")]
    Our,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Emca {
    #[selection("1.8")]
    Their,
}

schema! {
    pub static SHOP = [Acme, Emca];
}

fn main() {}
