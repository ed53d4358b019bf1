//~ ERROR Shop : use `derive(Selection)`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
enum Shop {
    Name,
}

fn main() {}
