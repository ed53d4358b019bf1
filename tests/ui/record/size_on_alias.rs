//~ ERROR 4 : `count` has no length: `size` goes with texts
//~ HELP remove `size`
use connector_core::Record;

type Count = i64;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(size = 4)]
    count: Count,
}

fn main() {}
