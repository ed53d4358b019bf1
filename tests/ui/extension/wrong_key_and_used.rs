//~ ERROR tabel : did you mean `table`?
use connector_core::{Extension, Model, Record};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
}

#[derive(Extension)]
#[extension(of = Product, name = "acme.product", tabel = "acme")]
struct AcmeProduct {
    shelf: Option<String>,
}

fn takes<E: Extension>(extension: &E) -> bool {
    extension.validate().is_ok()
}

pub fn used(extension: &AcmeProduct) -> bool {
    let _: Option<&Product> = None::<&<AcmeProduct as Extension>::Of>;
    let _ = AcmeProduct::NAME;
    takes(extension)
}

fn main() {}
