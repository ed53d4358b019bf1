//~ ERROR Shop : the backend `Shop` has no name
//~ HELP name: String
use connector_core::{Backend};

#[derive(Backend)]
#[backend(name = "shop.backend")]
#[unique(name, location)]
struct Shop {
    location: String,
}

fn main() {}
