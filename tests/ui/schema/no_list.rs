//~ ERROR ( : expected square brackets
//~ HELP write it like `schema! { pub static SHOP = [MagentoBackend, MagentoPartner]; }`
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

schema! {
    pub static SHOP = (Product);
}

fn main() {}
