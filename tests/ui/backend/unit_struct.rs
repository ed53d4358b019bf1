//~ ERROR Shop : the backend `Shop` has no name
//~ HELP add `name: String,`, or mark the field that is it with `#[backend(name)]`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop;

fn main() {}
