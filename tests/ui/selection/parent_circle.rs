//~ ERROR C : `A` -> `C` -> `B` -> `A`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("a", parent = C)]
    A,
    #[selection("b", parent = A)]
    B,
    #[selection("c", parent = B)]
    C,
}

fn main() {}
