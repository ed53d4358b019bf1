//~ ERROR (u32) : write `V1_7,`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7(u32),
}

fn main() {}
