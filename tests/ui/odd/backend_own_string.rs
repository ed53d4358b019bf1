//~ ERROR String : String
use connector_core::{Backend};

struct String;
#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
}

fn main() {}
