//~ ERROR cascade : `count` is no link: `ondelete` goes with typed IDs
//~ HELP remove `ondelete`
use connector_core::Record;

type Count = i64;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(ondelete = cascade)]
    count: Count,
}

fn main() {}
