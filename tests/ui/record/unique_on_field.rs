//~ ERROR unique : stands on the struct
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[unique(title)]
    title: String,
}

fn main() {}
