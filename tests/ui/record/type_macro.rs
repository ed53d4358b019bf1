//~ ERROR u64 : a field of type `u64` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
use connector_core::Record;

macro_rules! money {
    () => { u64 };
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    price: money!(),
}

fn main() {}
