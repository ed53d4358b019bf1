//~ ERROR 64 : `size` goes with texts, and `password` is `Secret`
//~ HELP remove `size`
use connector_core::{Backend, Secret};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    #[field(size = 64)]
    password: Secret,
}

fn main() {}
