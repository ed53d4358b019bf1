//~ ERROR Product : `derive(Record)` goes on a struct with named fields, and `Product` is a tuple struct
//~ HELP give the fields names: `struct Product { ... }`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product(String);

fn main() {}
