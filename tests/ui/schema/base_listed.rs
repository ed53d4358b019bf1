//~ ERROR Version : `Version` cannot be listed in a schema
//~ HELP list backends, records, bindings, extensions, and enums with `#[selection_add(…)]`; a base selection comes with its model
use connector_core::{Selection, schema};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

schema! {
    pub static SHOP = [Version];
}

fn main() {}
