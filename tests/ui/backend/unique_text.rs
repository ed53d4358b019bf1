//~ ERROR "name" : `#[unique(...)]` takes the names of fields, without quotes
//~ HELP write `#[unique(name)]`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
#[unique("name")]
struct Shop {
    name: String,
}

fn main() {}
