//~ ERROR ProductTag : the record `ProductTag` has no technical name
//~ HELP add `#[record(name = "product.tag")]`
use connector_core::Record;

#[derive(Record)]
struct ProductTag {
    title: String,
}

fn main() {}
