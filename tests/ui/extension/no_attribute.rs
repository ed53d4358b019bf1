//~ ERROR AcmeProduct : has no technical name
//~ HELP add `#[extension(name = "acme.product")]`
//~ ERROR AcmeProduct : does not say what it extends
//~ HELP add `of = ...` with a backend, a record or a binding: `#[extension(of = MagentoPartner, name = "acme.product")]`
use connector_core::Extension;

#[derive(Extension)]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
