//~ ERROR id : `id` goes with `foreign` records only: the key of every other table is the store's own
//~ HELP remove `id`, or add `foreign` if the table is the application's
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", id = String)]
struct Product {
    title: String,
}

fn main() {}
