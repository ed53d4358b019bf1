//~ ERROR nowhere : cannot find module or crate `nowhere` in this scope
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", crate = nowhere::at::all)]
struct Product {
    title: String,
}

fn main() {}
