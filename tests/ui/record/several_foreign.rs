//~ ERROR key : `key` goes with `foreign` records only: the key of every other table is the store's own
//~ HELP remove `key`, or add `foreign` if the table is the application's
//~ ERROR id : `id` goes with `foreign` records only: the key of every other table is the store's own
//~ HELP remove `id`, or add `foreign` if the table is the application's
//~ ERROR many_per_record : `many_per_record` is no key of `#[record(...)]` on a struct: it belongs to `#[binding(...)]` on a struct
//~ HELP the keys here are `name`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", key = "code", id = String, many_per_record)]
struct Product {
    code: String,
}

fn main() {}
