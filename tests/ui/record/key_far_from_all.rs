//~ ERROR colour : `colour` is no key of `#[record(...)]` on a struct
//~ HELP the keys are `name`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", colour = "red")]
struct Product {
    title: String,
}

fn main() {}
