//~ ERROR skip : which has to be stored
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[field(skip)]
    name: String,
}

fn main() {}
