//~ ERROR active : `where` takes a `bool` field, and `active` is `Option<bool>`
//~ HELP make it a `bool`, which is true or false: `active: bool`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(code, where = active)]
struct Product {
    code: String,
    active: Option<bool>,
}

fn main() {}
