//~ ERROR 'a : one type is one table
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product<'a> {
    title: &'a str,
}

fn main() {}
