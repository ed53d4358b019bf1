//~ ERROR defualt : `defualt` is no key of `#[field(...)]` on a field
//~ HELP did you mean `default`?
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(defualt = true)]
    visible: bool,
}

fn main() {}
