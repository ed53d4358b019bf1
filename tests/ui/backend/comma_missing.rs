//~ ERROR description = "Shop" : expected a comma before this
//~ HELP put a comma between two entries
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop" description = "Shop")]
struct Shop {
    name: String,
}

fn main() {}
