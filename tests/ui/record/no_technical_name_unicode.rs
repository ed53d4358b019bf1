//~ ERROR Größe : the record `Größe` has no technical name
//~ HELP add `#[record(name = "my.record")]`
use connector_core::Record;

#[derive(Record)]
struct Größe {
    title: String,
}

fn main() {}
