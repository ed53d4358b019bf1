//~ ERROR name : `name` is a second name of this backend: `called` is it already
//~ HELP remove one of them, or give `name` another name, with `#[field(column = "name")]` if its column is to keep it
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[backend(name)]
    called: String,
    name: String,
}

fn main() {}
