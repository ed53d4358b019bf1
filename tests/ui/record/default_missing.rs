//~ ERROR default : `default` takes an expression
//~ HELP write it like `default = true`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(default)]
    code: String,
}

fn main() {}
