//~ ERROR unique : `#[unique]` names no field
//~ HELP write the fields first: `#[unique(backend_id, email)]`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
#[unique]
struct Shop {
    name: String,
}

fn main() {}
