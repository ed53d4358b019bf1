//~ ERROR lable : `lable` is no key of `#[selection(...)]` on a variant
//~ HELP did you mean `label`?
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7", lable = "Magento 1.7")]
    V1_7,
}

fn main() {}
