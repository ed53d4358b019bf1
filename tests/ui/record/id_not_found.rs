//~ ERROR Missing : cannot find type `Missing` in this scope
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", foreign, id = Missing)]
struct Product;

fn main() {}
