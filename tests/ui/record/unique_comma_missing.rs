//~ ERROR title : expected a comma before this
//~ HELP put a comma between two entries
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(code title)]
struct Product {
    code: String,
    title: String,
}

fn main() {}
