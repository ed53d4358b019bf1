//~ ERROR "a" : the value "a" is already the value of `A`
//~ HELP give one of them another value
//~ ERROR C : `C` has no value to be stored as
//~ HELP add `#[selection("c")]`
//~ ERROR B : `B` is its own `parent`
//~ HELP name another variant, or remove `parent`
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
