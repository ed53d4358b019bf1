//~ ERROR standard : cannot find function `standard` in this scope
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(default = standard())]
    code: String,
}

fn main() {}
