//~ ERROR "Product_Code_Key" : another key of this model is called "Product_Code_Key"
//~ HELP give one of them another `name`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(code)]
#[unique(title, name = "Product_Code_Key")]
struct Product {
    title: String,
    code: String,
}

fn main() {}
