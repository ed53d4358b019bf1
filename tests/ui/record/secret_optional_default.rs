//~ ERROR default : `default` does not go with a secret: `token` is stored encrypted, each value differently
//~ HELP remove `default`
//~ ERROR index : `index` does not go with a secret: `token` is stored encrypted, each value differently
//~ HELP remove `index`
use connector_core::{Record, Secret};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(default = "x", index)]
    token: Option<Secret>,
}

fn main() {}
