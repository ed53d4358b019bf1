//~ ERROR {name = "shop"} : `#[backend]` takes its keys in parentheses
//~ HELP write `#[backend(...)]`
use connector_core::Backend;

#[derive(Backend)]
#[backend{name = "shop"}]
struct Shop {
    name: String,
}

fn main() {}
