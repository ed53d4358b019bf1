//~ ERROR fn : `fn` is no key of `#[record(...)]` on a struct
//~ HELP the keys are `name`
//~ ERROR _ : `_` is no key of `#[record(...)]` on a struct
//~ HELP the keys are `name`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", fn, _)]
struct Product {
    title: String,
}

fn main() {}
