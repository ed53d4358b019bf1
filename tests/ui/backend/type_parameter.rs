//~ ERROR T : the backend `Shop` has the parameter `T`: one type is one table
//~ HELP remove the parameter, and declare one struct for each table
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop<T> {
    name: String,
    more: T,
}

fn main() {}
