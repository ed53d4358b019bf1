//~ ERROR C : `parent` goes in a circle: `A` -> `C` -> `B` -> `A`
//~ HELP remove one `parent` of the circle
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
