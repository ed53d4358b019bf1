//~ ERROR Option<String> : the name of a backend is `String`, and not `Option<String>`
//~ HELP write `name: String`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: Option<String>,
}

fn main() {}
