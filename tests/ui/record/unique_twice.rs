//~ ERROR code, title : there is a `#[unique]` over `code`, `title` already: a key is a set of fields, whatever their order
//~ HELP remove one of them
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(title, code)]
#[unique(code, title)]
struct Product {
    title: String,
    code: String,
}

fn main() {}
