//~ ERROR 5 : `{integer}` is no default for a field of type `String`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(default = 5)]
    title: String,
}

fn main() {}
