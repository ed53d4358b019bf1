//~ ERROR Shop::name : `#[unique(...)]` takes the names of fields
//~ HELP write them like `#[unique(backend_id, email)]`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
#[unique(Shop::name)]
struct Shop {
    name: String,
}

fn main() {}
