//~ ERROR "Shop Backend" : is no technical name
//~ ERROR nmae : has no field `nmae`
//~ ERROR u64 : cannot be stored
//~ ERROR 0 : a size is a whole number of characters, at least 1
//~ ERROR lable : is no key of
use connector_core::{Backend};

#[derive(Backend)]
#[backend(name = "Shop Backend")]
#[unique(nmae)]
struct Shop {
    name: String,
    a: u64,
    #[field(size = 0)]
    b: String,
    #[field(lable = "C")]
    c: String,
}

fn main() {}
