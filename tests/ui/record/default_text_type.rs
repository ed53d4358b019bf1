//~ ERROR 5 : the trait bound `String: From<{integer}>` is not satisfied
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(default = 5)]
    title: String,
}

fn main() {}
