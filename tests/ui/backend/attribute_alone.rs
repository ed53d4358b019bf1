//~ ERROR Shop : the backend `Shop` has no technical name
//~ HELP add `#[backend(name = "shop")]`
use connector_core::Backend;

#[derive(Backend)]
#[backend]
struct Shop {
    name: String,
}

fn main() {}
