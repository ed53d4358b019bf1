//~ ERROR default : remove `default`
use connector_core::{Record, Secret};

#[derive(Record)]
#[record(name = "account")]
struct Account {
    #[field(default = "hunter2")]
    password: Secret,
}

fn main() {}
