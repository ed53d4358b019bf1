//~ ERROR "name" : `#[unique]` takes its keys in parentheses
//~ HELP write `#[unique(...)]`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
#[unique = "name"]
struct Shop {
    name: String,
}

fn main() {}
