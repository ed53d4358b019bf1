//~ ERROR unique : `#[unique(...)]` stands on the struct, not on a field
//~ HELP move it above the record itself
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[unique(title)]
    title: String,
}

fn main() {}
