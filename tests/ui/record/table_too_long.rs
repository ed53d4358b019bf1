//~ ERROR "a.name.that.is.longer.than.any.table.that.both.databases.keep.whole" : the table name "a_name_that_is_longer_than_any_table_that_both_databases_keep_whole" has 67 bytes, and 63 is the most that both databases keep
//~ HELP give it another one: `table = "..."`
use connector_core::Record;

#[derive(Record)]
#[record(name = "a.name.that.is.longer.than.any.table.that.both.databases.keep.whole")]
struct Product {
    title: String,
}

fn main() {}
