//~ ERROR index : `index` does not go with a secret: `token` is stored encrypted, each value differently
//~ HELP remove `index`
//~ ERROR default : `default` does not go with a secret: `other` is stored encrypted, each value differently
//~ HELP remove `default`
//~ ERROR 5 : `size` goes with texts, and `third` is `Secret`
//~ HELP remove `size`
//~ ERROR token : `token` cannot be in a key: it is a secret, and stored encrypted
//~ HELP remove it from `#[unique(...)]`
use connector_core::{Record, Secret};

#[derive(Record)]
#[record(name = "product")]
#[unique(token)]
struct Product {
    #[field(index)]
    token: Secret,
    #[field(default = "x")]
    other: Option<Secret>,
    #[field(size = 5)]
    third: Secret,
}

fn main() {}
