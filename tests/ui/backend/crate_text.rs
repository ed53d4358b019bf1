//~ ERROR "connector_core" : `crate` takes a path
//~ HELP write it like `crate = ::connector_core`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop", crate = "connector_core")]
struct Shop {
    name: String,
}

fn main() {}
