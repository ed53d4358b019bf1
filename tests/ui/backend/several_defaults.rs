//~ ERROR "yes" : mismatched types
//~ ERROR 5 : `{integer}` is no default for a field of type `String`
//~ ERROR default : `default` does not go with a secret: `token` is stored encrypted, each value differently
//~ HELP remove `default`
use connector_core::{Backend, Secret};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    #[field(default = "yes")]
    verify: bool,
    #[field(default = 5)]
    location: String,
    #[field(default = "x")]
    token: Secret,
}

fn main() {}
