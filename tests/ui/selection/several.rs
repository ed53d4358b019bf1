//~ ERROR "a" : already the value of `A`
//~ ERROR C : has no value
//~ ERROR B : is its own `parent`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("a")]
    A,
    #[selection("a", parent = B)]
    B,
    C,
}

fn main() {}
