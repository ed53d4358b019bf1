//~ ERROR "sqlite_code" : the index name "sqlite_code" begins with `sqlite_`, which is reserved
//~ HELP give it another one: `name = "..."`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[unique(code, name = "sqlite_code")]
struct Product {
    code: String,
}

fn main() {}
