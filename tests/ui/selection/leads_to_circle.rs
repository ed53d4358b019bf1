//~ ERROR V2 : goes in a circle
use connector_core::{Selection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("0", parent = V1)]
    V0,
    #[selection("1", parent = V2)]
    V1,
    #[selection("2", parent = V1)]
    V2,
}

fn main() {}
