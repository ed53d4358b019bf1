//~ ERROR AcmeProduct : cannot extend itself
use connector_core::Extension;

#[derive(Extension)]
#[extension(of = AcmeProduct, name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
