//~ ERROR flag : is no `bool`
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
