//~ ERROR bool : cannot be the key of a record
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", foreign, id = bool)]
struct Product;

fn main() {}
