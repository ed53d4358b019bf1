//~ ERROR Partner : `partner` is listed twice
//~ HELP remove one of them
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

schema! {
    pub static SHOP = [Partner, Partner];
}

fn main() {}
