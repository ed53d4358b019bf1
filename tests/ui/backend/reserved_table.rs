//~ ERROR "sqlite_shops" : begins with `sqlite_`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop", table = "sqlite_shops")]
struct Shop {
    name: String,
}

fn main() {}
