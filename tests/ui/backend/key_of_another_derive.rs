//~ ERROR many_per_record : it belongs to `#[binding(...)]` on a struct
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop", many_per_record)]
struct Shop {
    name: String,
}

fn main() {}
