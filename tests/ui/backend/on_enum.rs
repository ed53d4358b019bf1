//~ ERROR Shop : `derive(Backend)` goes on a struct with named fields, and `Shop` is an enum
//~ HELP for a closed list of values, use `derive(Selection)`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
enum Shop {
    Name,
}

fn main() {}
