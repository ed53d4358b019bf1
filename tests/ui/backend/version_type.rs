//~ ERROR String : the version of a backend is `Extensible<MyVersion>`, and not `String`
//~ HELP write `version: Extensible<MyVersion>`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    version: String,
}

fn main() {}
