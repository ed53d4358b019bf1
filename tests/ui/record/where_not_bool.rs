//~ ERROR code : `where` takes a `bool` field, and `code` is `String`
//~ HELP name a `bool` field, like `where = active`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(title, where = code)]
struct Product {
    title: String,
    code: String,
}

fn main() {}
