//~ ERROR sedre : `sedre` is no key of `#[selection(...)]` on an enum
//~ HELP did you mean `serde`?
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection(sedre = false)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

fn main() {}
