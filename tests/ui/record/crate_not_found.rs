//~ ERROR nope : nope
use connector_core::{Record};

#[derive(Record)]
#[record(name = "thing", crate = nope)]
struct Thing {
    a: i64,
}

fn main() {}
