//~ ERROR "no" : `serde` takes `true` or `false`
//~ HELP write it like `serde = false`
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection(serde = "no")]
enum Version {
    #[selection("1.7")]
    V1_7,
}

fn main() {}
