//~ ERROR "" : the index name "" is empty
//~ HELP give it another one: `name = "..."`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(code, name = "")]
struct Product {
    code: Option<String>,
}

fn main() {}
