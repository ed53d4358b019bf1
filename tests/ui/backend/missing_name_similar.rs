//~ ERROR Shop : the backend `Shop` has no name
//~ HELP rename `nmae` to `name`, mark it with `#[backend(name)]`, or add `name: String,`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    nmae: String,
}

fn main() {}
