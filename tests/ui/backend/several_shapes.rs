//~ ERROR "Shop" : `#[backend]` takes its keys in parentheses
//~ HELP write `#[backend(...)]`
//~ ERROR field : `#[field]` takes its keys in parentheses
//~ HELP write `#[field(...)]`
//~ ERROR [size = 5] : `#[field]` takes its keys in parentheses
//~ HELP write `#[field(...)]`
//~ ERROR unique : `#[unique]` names no field
//~ HELP write the fields first: `#[unique(backend_id, email)]`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
#[backend = "Shop"]
#[unique()]
struct Shop {
    name: String,
    #[field]
    a: String,
    #[field[size = 5]]
    b: String,
}

fn main() {}
