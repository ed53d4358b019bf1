//~ ERROR actve : `Product` has no field `actve`
//~ HELP did you mean `active`?
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(code, where = actve)]
struct Product {
    code: String,
    active: bool,
}

fn main() {}
