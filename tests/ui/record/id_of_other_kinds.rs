//~ ERROR 5 : `id` takes a type
//~ HELP write it like `id = String`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", foreign, id = 5)]
struct Product;

fn main() {}
