//~ ERROR skip : `name` has the role `name`, which has to be stored
//~ HELP remove `skip`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    #[field(skip)]
    name: String,
}

fn main() {}
