//~ ERROR Shop : `derive(Backend)` goes on a struct with named fields, and `Shop` is a tuple struct
//~ HELP give the fields names: `struct Shop { ... }`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop(String);

fn main() {}
