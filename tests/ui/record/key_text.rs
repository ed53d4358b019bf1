//~ ERROR id : `key` takes a text in quotes
//~ HELP write it like `key = "partner_id"`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", foreign, key = id)]
struct Product;

fn main() {}
