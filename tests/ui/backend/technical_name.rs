//~ ERROR "Magento Backend" : the technical name "Magento Backend" is no technical name: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "magento.backend"
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "Magento Backend")]
struct Shop {
    name: String,
}

fn main() {}
