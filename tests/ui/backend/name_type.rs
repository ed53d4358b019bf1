//~ ERROR Option<String> : write `name: String`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: Option<String>,
}

fn main() {}
