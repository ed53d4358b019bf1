//~ ERROR "" : is empty
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "")]
struct Shop {
    name: String,
}

fn main() {}
