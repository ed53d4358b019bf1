//~ ERROR active : `active` cannot be in a key: it is not stored
//~ HELP remove it from `#[unique(...)]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(code, where = active)]
struct Product {
    code: String,
    #[field(skip)]
    active: bool,
}

fn main() {}
