//~ ERROR MagentoShop : the backend `MagentoShop` has no technical name
//~ HELP add `#[backend(name = "magento.shop")]`
use connector_core::Backend;

#[derive(Backend)]
struct MagentoShop {
    name: String,
}

fn main() {}
