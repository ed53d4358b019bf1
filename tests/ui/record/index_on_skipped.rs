//~ ERROR index : `index` does not go with `skip`: `title` has no column
//~ HELP remove `index` or `skip`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(skip, index)]
    title: String,
}

fn main() {}
