//~ ERROR N : one type is one table
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product<const N: usize> {
    title: String,
}

fn main() {}
