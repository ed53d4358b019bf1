//~ ERROR mesage : `mesage` is no key of `#[unique(...)]` on a struct
//~ HELP did you mean `message`?
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(code, mesage = "Taken.")]
struct Product {
    code: String,
}

fn main() {}
