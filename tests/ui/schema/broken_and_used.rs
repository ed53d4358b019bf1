//~ ERROR Other : the name "partner" is taken twice in this schema
//~ HELP list every model once, and give each a `name` of its own
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

#[derive(Record)]
#[record(name = "partner", table = "others")]
struct Other {
    title: String,
}

schema! {
    pub static SHOP = [Partner, Other];
}

pub fn used() -> usize {
    SHOP.models().count()
}

fn main() {}
