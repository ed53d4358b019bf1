//~ ERROR technical_name : is no key of
//~ HELP `name`
use connector_core::{Record};

#[derive(Record)]
#[record(technical_name = "thing")]
struct Thing {
    a: i64,
}

fn main() {}
