//~ ERROR "shop..product" : the technical name "shop..product" is no technical name: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "shop.product"
use connector_core::Record;

#[derive(Record)]
#[record(name = "shop..product")]
struct Product {
    title: String,
}

fn main() {}
