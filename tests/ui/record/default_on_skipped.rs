//~ ERROR default : `default` does not go with `skip`: `count` has no column
//~ HELP remove `default` or `skip`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
    #[field(skip, default = 3)]
    count: i64,
}

fn main() {}
