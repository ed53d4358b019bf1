//~ ERROR unique : `#[unique]` names no field
//~ HELP write the fields first: `#[unique(backend_id, email)]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(name = "product_uniq")]
struct Product {
    title: String,
}

fn main() {}
