//~ ERROR Second : the name "partner" is taken twice in this schema
//~ HELP list every model once, and give each a `name` of its own
//~ ERROR Third : `fourth` of `third` links `fourth`, which this schema does not list
//~ HELP add it
use connector_core::{Record, RecordId, schema};

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

#[derive(Record)]
#[record(name = "partner", table = "second")]
struct Second {
    title: String,
}

#[derive(Record)]
#[record(name = "fourth")]
struct Fourth {
    title: String,
}

#[derive(Record)]
#[record(name = "third")]
struct Third {
    fourth: RecordId<Fourth>,
}

schema! {
    pub static SHOP = [Partner, Second, Third];
}

fn main() {}
