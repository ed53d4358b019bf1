//~ ERROR size : `size` is no key of `#[backend(...)]` on a struct: it belongs to `#[field(...)]` on a field
//~ HELP the keys here are `name`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop", size = 64)]
struct Shop {
    name: String,
}

fn main() {}
