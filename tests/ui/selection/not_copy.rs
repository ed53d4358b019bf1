//~ ERROR Version : Clone, Copy
use connector_core::Selection;

#[derive(Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

fn main() {}
