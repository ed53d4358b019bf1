//~ ERROR Added : type mismatch resolving `<Added as Selection>::Base == Added`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("1.8-acme")]
    New,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(Added)]
enum More {
    #[selection("1.9-acme")]
    Newer,
}

fn main() {}
