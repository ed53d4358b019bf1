//~ ERROR u64 : cannot be stored
#![no_implicit_prelude]
extern crate connector_core;
extern crate std;
use connector_core::Record;
use std::string::String;

#[derive(Record)]
#[record(name = "thing")]
struct Thing {
    a: String,
    b: u64,
}

fn main() {}
