//~ ERROR u64 : cannot be stored
#![allow(dead_code)]
use connector_core::{Record};

mod weird {
    use super::Record;
    struct Option;
    struct Vec;
    struct Result;
    type String = std::string::String;
    #[derive(Record)]
    #[record(name = "thing")]
    struct Thing {
        a: String,
        b: u64,
    }
}

fn main() {}
