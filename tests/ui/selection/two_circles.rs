//~ ERROR V2 : goes in a circle
//~ ERROR V4 : goes in a circle
use connector_core::{Selection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1", parent = V2)]
    V1,
    #[selection("2", parent = V1)]
    V2,
    #[selection("3", parent = V4)]
    V3,
    #[selection("4", parent = V3)]
    V4,
}

fn main() {}
