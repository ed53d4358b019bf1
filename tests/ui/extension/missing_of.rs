//~ ERROR AcmeProduct : does not say what it extends
//~ HELP #[extension(of = MagentoPartner
use connector_core::Extension;

#[derive(Extension)]
#[extension(name = "acme.product")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
