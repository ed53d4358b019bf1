//~ ERROR 'a : the record `Product` has the parameter `'a`: one type is one table
//~ HELP remove the parameter, and declare one struct for each table
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product<'a> {
    title: &'a str,
}

fn main() {}
