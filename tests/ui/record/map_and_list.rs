//~ ERROR HashMap<String, i64> : a field of type `HashMap<String, i64>` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
//~ ERROR Vec<String> : a field of type `Vec<String>` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
//~ ERROR Vec<Option<u8>> : a field of type `Vec<Option<u8>>` cannot be stored
//~ HELP use `bool`, an integer up to `i64`
//~ HELP or keep it out of the store with `#[field(skip)]`, or implement `FieldValue` for a type of your own around it
use connector_core::Record;
use std::collections::HashMap;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    a: HashMap<String, i64>,
    b: Vec<String>,
    c: Option<Vec<Option<u8>>>,
}

fn main() {}
