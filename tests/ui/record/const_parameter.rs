//~ ERROR N : the record `Product` has the parameter `N`: one type is one table
//~ HELP remove the parameter, and declare one struct for each table
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product<const N: usize> {
    title: String,
}

fn main() {}
