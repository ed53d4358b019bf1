//~ ERROR field : `#[field]` takes its keys in parentheses
//~ HELP write `#[field(...)]`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[field]
    name: String,
}

fn main() {}
