//~ ERROR unique : `#[unique]` names no field
//~ HELP write the fields first: `#[unique(backend_id, email)]`
//~ ERROR code : `code` is in this key twice
//~ HELP remove one of them
//~ ERROR cache : `cache` cannot be in a key: it is not stored
//~ HELP remove it from `#[unique(...)]`
//~ ERROR "product_key" : another key of this model is called "product_key"
//~ HELP give one of them another `name`
//~ ERROR title, code : there is a `#[unique]` over `title`, `code` already: a key is a set of fields, whatever their order
//~ HELP remove one of them
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique]
#[unique(code, code)]
#[unique(cache)]
#[unique(code, title, name = "product_key")]
#[unique(size, name = "product_key")]
#[unique(title, code)]
struct Product {
    code: String,
    title: String,
    size: i64,
    #[field(skip)]
    cache: String,
}

fn main() {}
