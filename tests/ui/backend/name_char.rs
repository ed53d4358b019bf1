//~ ERROR 's' : `name` takes a text in quotes
//~ HELP write it like `name = "magento.backend"`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = 's')]
struct Shop {
    name: String,
}

fn main() {}
