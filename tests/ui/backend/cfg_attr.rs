//~ ERROR descripton : `descripton` is no key of `#[backend(...)]` on a struct
//~ HELP did you mean `description`?
use connector_core::Backend;

#[derive(Backend)]
#[cfg_attr(all(), backend(name = "shop", descripton = "A shop"))]
struct Shop {
    name: String,
}

fn main() {}
