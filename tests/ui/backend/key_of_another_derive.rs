//~ ERROR many_per_record : `many_per_record` is no key of `#[backend(...)]` on a struct: it belongs to `#[binding(...)]` on a struct
//~ HELP the keys here are `name`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop", many_per_record)]
struct Shop {
    name: String,
}

fn main() {}
