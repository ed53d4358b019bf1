//~ ERROR backend : `backend` is no key of `#[backend(...)]` on a struct
//~ HELP the keys are `name`
use connector_core::Backend;

#[derive(Backend)]
#[backend(backend(name = "shop"))]
struct Shop {
    name: String,
}

fn main() {}
