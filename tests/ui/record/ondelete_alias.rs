//~ ERROR cascade : is no link
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
