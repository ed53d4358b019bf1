//~ ERROR fn : `fn` is no key of `#[record(...)]` on a struct
//~ HELP the keys are `name`, `description`, `table`, `foreign`, `key`, `id`, `renamed_from`, `crate`
//~ ERROR _ : `_` is no key of `#[record(...)]` on a struct
//~ HELP the keys are `name`, `description`, `table`, `foreign`, `key`, `id`, `renamed_from`, `crate`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", fn, _)]
struct Product {
    title: String,
}

fn main() {}
