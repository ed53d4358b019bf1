//~ ERROR Partner : the name "partner" is taken twice in this schema
//~ HELP list every model once
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
