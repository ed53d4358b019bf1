//~ ERROR index : `index` does not go with a secret: `password` is stored encrypted, each value differently
//~ HELP remove `index`
use connector_core::{Record, Secret};

type Password = Secret;

#[derive(Record)]
#[record(name = "account")]
struct Account {
    #[field(index)]
    password: Option<Password>,
}

fn main() {}
