//~ ERROR T : one type is one table
//~ HELP remove the parameter, and declare one struct for each table
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct<T> {
    shelf: T,
}

fn main() {}
