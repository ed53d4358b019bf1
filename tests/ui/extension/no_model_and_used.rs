//~ ERROR Product : is no model
use connector_core::{Extension, Model};

struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn takes<E: Extension>(extension: &E) -> bool {
    extension.validate().is_ok()
}

pub fn used(extension: &AcmeProduct) -> bool {
    let _ = AcmeProduct::NAME;
    takes(extension)
}

fn main() {}
