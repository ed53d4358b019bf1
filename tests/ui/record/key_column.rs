//~ ERROR "xmin" : the column name "xmin" is a system column of PostgreSQL
//~ HELP give the field another one: `#[field(column = "...")]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product", foreign, key = "xmin")]
struct Product;

fn main() {}
