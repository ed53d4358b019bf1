//~ ERROR a_name_that_is_longer_than_any_column_that_both_databases_keep_whole : the column name "a_name_that_is_longer_than_any_column_that_both_databases_keep_whole" has 68 bytes, and 63 is the most that both databases keep
//~ HELP give the field another one: `#[field(column = "...")]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    a_name_that_is_longer_than_any_column_that_both_databases_keep_whole: String,
}

fn main() {}
