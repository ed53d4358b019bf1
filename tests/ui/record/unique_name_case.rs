//~ ERROR "Product_Code_Key" : another key of this model
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
