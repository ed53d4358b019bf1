//~ ERROR selection : `selection` goes with `String`, and `count` is `i64`
//~ HELP remove `selection`
use connector_core::Record;

fn counts() -> Vec<(String, String)> {
    Vec::new()
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(selection = counts)]
    count: i64,
}

fn main() {}
