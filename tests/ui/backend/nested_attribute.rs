//~ ERROR backend : `backend` is no key of `#[backend(...)]` on a struct
//~ HELP the keys are `name`, `description`, `table`, `renamed_from`, `crate`
use connector_core::Backend;

#[derive(Backend)]
#[backend(backend(name = "shop"))]
struct Shop {
    name: String,
}

fn main() {}
