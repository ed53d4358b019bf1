//~ ERROR code, title : there is a `#[unique]` over
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
