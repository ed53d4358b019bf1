//~ ERROR colours : mismatched types
use connector_core::Record;

fn colours(_: i64) -> Vec<(String, String)> {
    Vec::new()
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(selection = colours)]
    colour: String,
}

fn main() {}
