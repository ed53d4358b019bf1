//~ ERROR "x" : `&str` is no default for a field of type `Option<String>`
//~ HELP `"...".to_owned()` for a text that is optional
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(default = "x")]
    title: Option<String>,
}

fn main() {}
