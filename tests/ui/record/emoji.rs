//~ ERROR "prôduct" : the technical name "prôduct" is no technical name: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "prduct"
//~ ERROR "😀" : the technical name "😀" is no technical name: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "magento.backend"
use connector_core::Record;

#[derive(Record)]
#[record(name = "prôduct", renamed_from = "😀")]
struct Product {
    title: String,
}

fn main() {}
