//~ ERROR Version : `derive(Selection)` goes on an enum, and `Version` is a struct
//~ HELP for a model, use `derive(Backend)`, `derive(Record)` or `derive(ExternalBinding)`; for an ID, `derive(ExternalId)`
use connector_core::{Backend, Extensible, Selection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
struct Version;

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    version: Extensible<Version>,
}

pub fn used(shop: &Shop) -> Option<Version> {
    shop.version().and_then(|version| version.base())
}

fn main() {}
