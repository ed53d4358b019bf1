//~ ERROR index : remove `index`
use connector_core::{Record, Secret};

type Password = Secret;

#[derive(Record)]
#[record(name = "account")]
struct Account {
    #[field(index)]
    password: Option<Password>,
}

fn main() {}
