//~ ERROR "Magento Backend" : write it like "magento.backend"
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "Magento Backend")]
struct Shop {
    name: String,
}

fn main() {}
