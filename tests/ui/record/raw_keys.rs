//~ ERROR r#name : `r#name` is no key of `#[record(...)]` on a struct
//~ HELP did you mean `name`?
use connector_core::Record;

#[derive(Record)]
#[record(r#name = "product")]
struct Product {
    title: String,
}

fn main() {}
