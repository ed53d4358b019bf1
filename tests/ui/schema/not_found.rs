//~ ERROR Patrner : cannot find type `Patrner` in this scope
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

schema! {
    pub static SHOP = [Patrner];
}

fn main() {}
