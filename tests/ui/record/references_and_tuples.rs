//~ ERROR &'static str : a field of type `&'static str` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
//~ ERROR (i64, i64) : a field of type `(i64, i64)` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
//~ ERROR [u8; 4] : a field of type `[u8; 4]` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
//~ ERROR fn() : a field of type `fn()` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
//~ ERROR Box<dyn Send> : a field of type `Box<dyn Send>` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
//~ ERROR char : a field of type `char` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    a: &'static str,
    b: (i64, i64),
    c: [u8; 4],
    d: fn(),
    e: Box<dyn Send>,
    f: char,
}

fn main() {}
