//~ ERROR = true : `name` takes no value
//~ HELP write `name` alone
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[backend(name = true)]
    called: String,
}

fn main() {}
