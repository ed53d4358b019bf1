//~ ERROR password : `password` cannot be in a key: it is a secret, and stored encrypted
//~ HELP remove it from `#[unique(...)]`
use connector_core::{Backend, Secret};

#[derive(Backend)]
#[backend(name = "shop")]
#[unique(password)]
struct Shop {
    name: String,
    password: Secret,
}

fn main() {}
