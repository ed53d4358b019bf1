//~ ERROR foriegn : `foriegn` is no key of `#[record(...)]` on a struct
//~ HELP did you mean `foreign`?
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", foriegn)]
struct Product {
    title: String,
}

fn main() {}
