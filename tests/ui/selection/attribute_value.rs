//~ ERROR "1.7" : `#[selection]` takes its keys in parentheses
//~ HELP write `#[selection(...)]`
use connector_core::Selection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection = "1.7"]
    V1_7,
}

fn main() {}
