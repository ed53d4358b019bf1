//~ ERROR B : `after` goes in a circle: `A` -> `B` -> `A`
//~ HELP remove one `after` of the circle
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("a", after = B)]
    A,
    #[selection("b", after = A)]
    B,
}

fn main() {}
