//~ ERROR ondelete : goes with links
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(ondelete = cascade)]
    title: String,
}

fn main() {}
