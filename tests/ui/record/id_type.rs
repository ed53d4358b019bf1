//~ ERROR bool : `bool` cannot be the key of a record
//~ HELP write `id = i64` or `id = String` in `#[record(...)]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", foreign, id = bool)]
struct Product;

fn main() {}
