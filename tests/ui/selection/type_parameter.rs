//~ ERROR T : `Version` has the parameter `T`: `derive(Selection)` goes on a type without parameters
//~ HELP remove the parameter
//~ ERROR (T) : `V1_7` has fields: a value of a selection is a text and nothing else
//~ HELP write `V1_7,`
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version<T> {
    #[selection("1.7")]
    V1_7(T),
}

fn main() {}
