//~ ERROR flag : `flag` is no `bool`: `where` takes a field that is true or false
//~ HELP name another field
use connector_core::Record;

type Flag = i64;

#[derive(Record)]
#[record(name = "product")]
#[unique(title, where = flag)]
struct Product {
    title: String,
    flag: Flag,
}

fn main() {}
