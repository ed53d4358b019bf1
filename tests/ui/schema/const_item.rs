//~ ERROR const : expected `static`
//~ HELP write it like `schema! { pub static SHOP = [MagentoBackend, MagentoPartner]; }`
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

schema! {
    pub const SHOP = [Partner];
}

fn main() {}
