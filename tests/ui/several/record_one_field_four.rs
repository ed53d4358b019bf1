//~ ERROR 0 : a size is a whole number of characters
//~ ERROR "" : is empty
//~ ERROR colour : is no key of
//~ ERROR u64 : cannot be stored
use connector_core::{Record};

#[derive(Record)]
#[record(name = "thing")]
struct Thing {
    #[field(size = 0, column = "", colour = "red")]
    a: u64,
}

fn main() {}
