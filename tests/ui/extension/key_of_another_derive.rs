//~ ERROR foreign : `foreign` is no key of `#[extension(...)]` on a struct: it belongs to `#[record(...)]` on a struct
//~ HELP the keys here are `of`, `name`, `description`, `table`, `renamed_from`, `crate`
//~ ERROR direct : `direct` is no key of `#[extension(...)]` on a struct: it belongs to `#[binding(...)]` on a struct
//~ HELP the keys here are `of`, `name`, `description`, `table`, `renamed_from`, `crate`
use connector_core::{Extension, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product", foreign, direct)]
struct AcmeProduct {
    shelf: Option<String>,
}

fn main() {}
