//~ ERROR titel : `Product` has no field `titel`
//~ HELP did you mean `title`?
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(titel)]
struct Product {
    title: String,
}

fn main() {}
