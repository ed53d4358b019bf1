//~ ERROR Other : expected `,`
//~ HELP write it like `schema! { pub static SHOP = [MagentoBackend, MagentoPartner]; }`
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

#[derive(Record)]
#[record(name = "other")]
struct Other {
    title: String,
}

schema! {
    pub static SHOP = [Partner Other];
}

fn main() {}
