//~ ERROR Shelf : a field of type `Shelf` cannot be stored
//~ HELP use `bool`, an integer up to `i64`, `f64`, `String`, `Vec<u8>`, `DateTime<Utc>`, `NaiveDate`, `NaiveTime`
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    shelf: Shelf,
}

struct Shelf;

fn main() {}
