//~ ERROR name : `name` is said twice
//~ HELP remove one of them
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop", name = "store")]
struct Shop {
    name: String,
}

fn main() {}
