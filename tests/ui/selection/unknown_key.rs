//~ ERROR lable : did you mean `label`?
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7", lable = "Magento 1.7")]
    V1_7,
}

fn main() {}
