//~ ERROR str : the name of a backend is `String`, and not `str`
//~ HELP write `name: String`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: str,
}

fn main() {}
