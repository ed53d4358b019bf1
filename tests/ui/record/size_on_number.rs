//~ ERROR 4 : `size` goes with texts, and `count` is `i64`
//~ HELP remove `size`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(size = 4)]
    count: i64,
}

fn main() {}
