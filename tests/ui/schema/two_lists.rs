//~ ERROR pub : unexpected token
//~ HELP write it like `schema! { pub static SHOP = [MagentoBackend, MagentoPartner]; }`
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

schema! {
    pub static A = [Partner];
    pub static B = [Partner];
}

fn main() {}
