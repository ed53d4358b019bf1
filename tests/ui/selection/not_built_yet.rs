//~ ERROR removed : `removed` is no key of `#[selection(...)]` on an enum
//~ HELP the keys are `serde`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.6"))]
enum Version {
    #[selection("1.7")]
    V1_7,
}

fn main() {}
