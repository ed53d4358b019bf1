//~ ERROR MagentoShop : add `#[backend(name = "magento.shop")]`
use connector_core::Backend;

#[derive(Backend)]
struct MagentoShop {
    name: String,
}

fn main() {}
