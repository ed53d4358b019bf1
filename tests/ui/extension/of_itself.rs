//~ ERROR AcmeProduct : `AcmeProduct` cannot extend itself
//~ HELP name the backend, the record or the binding whose rows get these fields
use connector_core::Extension;

#[derive(Extension)]
#[extension(of = AcmeProduct, name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
