//~ ERROR Shop : `derive(Backend)` goes on a struct, and `Shop` is a union
//~ HELP make `Shop` a struct
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
union Shop {
    name: u32,
}

fn main() {}
