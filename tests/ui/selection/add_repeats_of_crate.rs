//~ ERROR "1.7" : is already the value of `MagentoVersion::V1_7`
//~ HELP give it another value, or the base's another label: `#[selection(relabel(V1_7 = "..."))]`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection_add(golden::MagentoVersion)]
enum Ours {
    #[selection("1.7")]
    Acme,
}

fn main() {}
