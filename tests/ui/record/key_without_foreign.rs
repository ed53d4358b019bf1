//~ ERROR key : `key` goes with `foreign` records only: the key of every other table is the store's own
//~ HELP remove `key`, or add `foreign` if the table is the application's
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", key = "product_id")]
struct Product {
    title: String,
}

fn main() {}
