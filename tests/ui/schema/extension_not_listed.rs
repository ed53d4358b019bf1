//~ ERROR AcmeProduct : which this schema does not list
//~ HELP add it
use connector_core::{Extension, Record, schema};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

schema! {
    pub static ACME = [AcmeProduct];
}

fn main() {}
