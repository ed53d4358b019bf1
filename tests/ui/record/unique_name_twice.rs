//~ ERROR "product_uniq" : another key of this model is called "product_uniq"
//~ HELP give one of them another `name`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(title, name = "product_uniq")]
#[unique(code, name = "product_uniq")]
struct Product {
    title: String,
    code: String,
}

fn main() {}
