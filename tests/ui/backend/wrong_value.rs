//~ ERROR 5 : `description` takes a text in quotes
//~ HELP write it like `description = "Magento Backend"`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop", description = 5)]
struct Shop {
    name: String,
}

fn main() {}
