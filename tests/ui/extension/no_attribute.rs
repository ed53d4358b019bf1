//~ ERROR AcmeProduct : has no technical name
//~ ERROR AcmeProduct : does not say what it extends
use connector_core::Extension;

#[derive(Extension)]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
