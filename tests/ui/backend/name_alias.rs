//~ ERROR Text : String
use connector_core::{Backend};

type Text = i64;
#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: Text,
}

fn main() {}
