//~ ERROR "shop" "two" : `name` takes a text in quotes
//~ HELP write it like `name = "magento.backend"`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop" "two")]
struct Shop {
    name: String,
}

fn main() {}
