//~ ERROR Shop : add `name: String,`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    location: String,
}

fn main() {}
