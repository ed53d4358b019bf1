//~ ERROR Shop : rename `nmae` to `name`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    nmae: String,
}

fn main() {}
