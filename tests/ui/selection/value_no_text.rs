//~ ERROR 1.7 : the value of a variant is a text in quotes
//~ HELP write it like `#[selection("1.7", label = "Magento 1.7")]`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection(1.7)]
    V1_7,
}

fn main() {}
