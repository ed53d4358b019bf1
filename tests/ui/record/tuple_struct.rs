//~ ERROR Product : give the fields names
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product(String);

fn main() {}
