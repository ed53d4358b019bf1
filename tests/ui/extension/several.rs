//~ ERROR tabel : did you mean `table`?
//~ ERROR AcmeProduct : does not say what it extends
//~ HELP add `of = ...` with a backend, a record or a binding: `#[extension(of = MagentoPartner, name = "acme.product")]`
//~ ERROR size : `size` is said twice
//~ HELP remove one of them
//~ ERROR shelv : did you mean `shelf`?
//~ ERROR backend : cannot find attribute `backend`
use connector_core::Extension;

#[derive(Extension)]
#[extension(tabel = "acme", name = "acme.product")]
#[unique(shelv)]
struct AcmeProduct {
    #[field(size = 4, size = 5)]
    shelf: Option<String>,
    #[backend(name)]
    name: String,
}

fn main() {}
