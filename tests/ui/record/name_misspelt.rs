//~ ERROR nmae : `nmae` is no key of `#[record(...)]` on a struct
//~ HELP did you mean `name`?
use connector_core::Record;

#[derive(Record)]
#[record(nmae = "product")]
struct Product {
    title: String,
}

fn main() {}
