//~ ERROR größe : has no field `größe`
//~ HELP did you mean `grösse`?
use connector_core::{Record};

#[derive(Record)]
#[record(name = "thing")]
#[unique(größe)]
struct Thing {
    grösse: i64,
}

fn main() {}
