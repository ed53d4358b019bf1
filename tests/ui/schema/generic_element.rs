//~ ERROR Vec<Partner> : `Vec<Partner>` cannot be listed in a schema
//~ HELP list backends, records, bindings, extensions, and enums with `#[selection_add(…)]`; a base selection comes with its model
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "partner")]
struct Partner {
    email: String,
}

schema! {
    pub static SHOP = [Vec<Partner>];
}

fn main() {}
