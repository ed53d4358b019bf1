//~ ERROR default : `default` does not go with a secret: `password` is stored encrypted, each value differently
//~ HELP remove `default`
use connector_core::{Record, Secret};

#[derive(Record)]
#[record(name = "account")]
struct Account {
    #[field(default = "hunter2")]
    password: Secret,
}

fn main() {}
