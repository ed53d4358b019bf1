//~ ERROR "A" : `parent` takes a path
//~ HELP write it like `parent = V1_7`
//~ ERROR label : `label` is said twice
//~ HELP remove one of them
//~ ERROR parent : `parent` takes a path
//~ HELP write it like `parent = V1_7`
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum State {
    #[selection("a", label = "A", label = "B")]
    A = 5,
    #[selection("b", parent = "A")]
    B,
    #[selection("c", parent = )]
    C,
}

fn main() {}
