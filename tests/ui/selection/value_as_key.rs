//~ ERROR value : `value` is no key of `#[selection(...)]` on a variant
//~ HELP write the value alone, like `#[selection("1.7", label = "Magento 1.7")]`
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection(value = "1.7")]
    V1_7,
}

fn main() {}
