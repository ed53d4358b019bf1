//~ ERROR , : expected a model or an addition, by its name
//~ HELP write it like `schema! { pub static SHOP = [MagentoBackend, MagentoPartner]; }`
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

schema! {
    pub static SHOP = [Partner,,];
}

fn main() {}
