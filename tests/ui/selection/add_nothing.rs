//~ ERROR selection_add : `#[selection_add(...)]` takes one enum
//~ HELP write it like `#[selection_add(MagentoVersion)]`
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add]
enum Added {
    #[selection("1.8")]
    V1_8,
}

fn main() {}
