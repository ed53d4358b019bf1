//~ ERROR , : there is nothing before this comma
//~ HELP remove it
//~ ERROR size = 5 : expected a comma before this
//~ HELP put a comma between two entries
//~ ERROR lable : `lable` is no key of `#[field(...)]` on a field
//~ HELP did you mean `label`?
//~ ERROR column : `column` takes a text in quotes
//~ HELP write it like `column = "location"`
use connector_core::Record;

#[derive(Record)]
#[record(, name = "product")]
struct Product {
    #[field(index size = 5)]
    a: String,
    #[field(lable = "B",)]
    b: String,
    #[field(column =)]
    c: String,
}

fn main() {}
