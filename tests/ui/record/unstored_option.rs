//~ ERROR Colour : a field of type `Colour` cannot be stored
//~ HELP use `bool`, an integer up to `i64`, `f64`, `String`, `Vec<u8>`, `DateTime<Utc>`, `NaiveDate`, `NaiveTime`, `Json<T>`, `Secret`, `Translated`, a typed ID, a selection, or `Option` of one
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for `Colour`
use connector_core::Record;

struct Colour;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    colour: Option<Colour>,
}

fn main() {}
