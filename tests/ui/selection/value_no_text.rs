//~ ERROR 1.7 : is a text in quotes
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection(1.7)]
    V1_7,
}

fn main() {}
