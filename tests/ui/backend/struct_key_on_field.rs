//~ ERROR description : `description` is no key of `#[backend(...)]` on a field: it belongs to `#[backend(...)]` on a struct
//~ HELP the keys here are `name`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[backend(name, description = "Name")]
    called: String,
}

fn main() {}
