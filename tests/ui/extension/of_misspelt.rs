//~ ERROR off : is no key of
//~ HELP did you mean `of`?
use connector_core::{Backend, Extension};

#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    location: String,
}
#[derive(Extension)]
#[extension(off = Shop, name = "acme.shop")]
struct Acme {
    a: i64,
}

fn main() {}
