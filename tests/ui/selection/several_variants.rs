//~ ERROR "" : the value of `B` is empty
//~ HELP write a text; for "no value", make the field an `Option` and remove `B`
//~ ERROR C : `C` has no value to be stored as
//~ HELP add `#[selection("c")]`
//~ ERROR "a" : the value "a" is already the value of `A`
//~ HELP give one of them another value
//~ ERROR (u32) : `E` has fields: a value of a selection is a text and nothing else
//~ HELP write `E,`
//~ ERROR F : `F` is its own `parent`
//~ HELP name another variant, or remove `parent`
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("a")]
    A,
    #[selection("")]
    B,
    C,
    #[selection("a")]
    D,
    #[selection("e")]
    E(u32),
    #[selection("f", parent = F)]
    F,
}

fn main() {}
