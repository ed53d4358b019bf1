//~ ERROR "" : the technical name "" is empty: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "magento.backend"
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "")]
struct Shop {
    name: String,
}

fn main() {}
