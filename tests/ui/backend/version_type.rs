//~ ERROR String : write `version: Extensible<MyVersion>`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    version: String,
}

fn main() {}
