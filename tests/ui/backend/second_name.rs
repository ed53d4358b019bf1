//~ ERROR name : `called` is it already
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[backend(name)]
    called: String,
    name: String,
}

fn main() {}
