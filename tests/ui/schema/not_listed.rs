//~ ERROR String : `String` cannot be listed in a schema
//~ HELP list backends, records, bindings, extensions, and enums with `#[selection_add(…)]`; a base selection comes with its model
use connector_core::{Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

schema! {
    pub static SHOP = [Product, String];
}

fn main() {}
