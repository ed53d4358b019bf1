//~ ERROR V1_7 : stands in `removed(...)` without a key
//~ HELP become = V1_7
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(removed("1.6", V1_7))]
enum Version {
    #[selection("1.7")]
    V1_7,
}

fn main() {}
