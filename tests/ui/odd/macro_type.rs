//~ ERROR u64 : cannot be stored
use connector_core::{Record};

macro_rules! number {
    () => {
        u64
    };
}
#[derive(Record)]
#[record(name = "thing")]
struct Thing {
    a: number!(),
}

fn main() {}
