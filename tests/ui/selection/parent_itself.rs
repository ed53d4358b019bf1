//~ ERROR V2_0 : `V2_0` is its own `parent`
//~ HELP name another variant, or remove `parent`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("2.0", parent = V2_0)]
    V2_0,
}

fn main() {}
