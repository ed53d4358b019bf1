//~ ERROR AcmeProduct : does not say what it extends
//~ HELP add `of = ...` with a backend, a record or a binding: `#[extension(of = MagentoPartner, name = "acme.product")]`
use connector_core::{Extension, Model, schema};

#[derive(Extension)]
#[extension(name = "acme.product")]
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

schema! {
    pub static ACME = [AcmeProduct];
}

fn main() {}
