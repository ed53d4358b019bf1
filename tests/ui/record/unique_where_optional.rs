//~ ERROR active : `where` takes a `bool` field, and `active` is `Option<bool>`
//~ HELP name a `bool` field, like `where = active`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(code, where = active)]
struct Product {
    code: String,
    active: Option<bool>,
}

fn main() {}
