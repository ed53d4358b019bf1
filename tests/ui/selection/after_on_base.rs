//~ ERROR after : `after` belongs to additions: the values of a selection itself are in the order of its variants
//~ HELP move the variant, and remove `after`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0", after = V1_7)]
    V2_0,
}

fn main() {}
