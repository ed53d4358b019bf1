//~ ERROR V2 : has no value to be stored as
//~ ERROR "1" : is already the value of `V1`
//~ ERROR (u8) : has fields
//~ ERROR V9 : has no variant `V9`
//~ ERROR after : belongs to additions
use connector_core::{Selection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1")]
    V1,
    V2,
    #[selection("1")]
    V3,
    #[selection("4")]
    V4(u8),
    #[selection("5", parent = V9)]
    V5,
    #[selection("6", after = V1)]
    V6,
}

fn main() {}
