//~ ERROR unique : another key of this model is called "product_a_b_c_key"
//~ HELP give one of them another `name`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(a_b, c)]
#[unique(a, b_c)]
struct Product {
    a: i64,
    b_c: i64,
    a_b: i64,
    c: i64,
}

fn main() {}
