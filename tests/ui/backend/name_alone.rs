//~ ERROR "shop" : `#[backend(...)]` on a struct takes keys
//~ HELP write `name = "shop"`
use connector_core::Backend;

#[derive(Backend)]
#[backend("shop")]
struct Shop {
    name: String,
}

fn main() {}
