//~ ERROR unique : `#[unique]` names no field
//~ HELP write the fields first: `#[unique(backend_id, email)]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique()]
struct Product {
    code: String,
}

fn main() {}
