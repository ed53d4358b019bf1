//~ ERROR selection_add(A, B) : `#[selection_add(...)]` takes one enum
//~ HELP write it like `#[selection_add(MagentoVersion)]`
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(A, B)]
enum State {
    #[selection("a")]
    X,
}

fn main() {}
