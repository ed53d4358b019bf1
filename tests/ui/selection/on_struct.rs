//~ ERROR Version : `derive(Selection)` goes on an enum, and `Version` is a struct
//~ HELP for a model, use `derive(Backend)`, `derive(Record)` or `derive(ExternalBinding)`; for an ID, `derive(ExternalId)`
use connector_core::Selection;

#[derive(Selection)]
struct Version {
}

fn main() {}
