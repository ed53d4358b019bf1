//~ ERROR descripton : `descripton` is no key of `#[backend(...)]` on a struct
//~ HELP did you mean `description`?
//~ ERROR 5 : `table` takes a text in quotes
//~ HELP write it like `table = "magento_backend"`
//~ ERROR name : `name` is said twice
//~ HELP remove one of them
//~ ERROR direct : `direct` is no key of `#[backend(...)]` on a struct: it belongs to `#[binding(...)]` on a struct
//~ HELP the keys here are `name`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop", descripton = "Shop", table = 5, name = "store", direct)]
struct Shop {
    name: String,
}

fn main() {}
