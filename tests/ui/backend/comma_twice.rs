//~ ERROR , : there is nothing before this comma
//~ HELP remove it
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop",, description = "Shop")]
struct Shop {
    name: String,
}

fn main() {}
