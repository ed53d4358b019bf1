//~ ERROR "" : the column name "" is empty
//~ HELP give the field another one: `#[field(column = "...")]`
//~ ERROR ID : the column name "ID" is the key that the store keeps itself
//~ HELP give the field another one: `#[field(column = "...")]`
//~ ERROR "title" : the column `title` of `b` is already the column of `title`
//~ HELP give one of them another one: `#[field(column = "...")]`
//~ ERROR "Ctid" : the column name "Ctid" is a system column of PostgreSQL
//~ HELP give the field another one: `#[field(column = "...")]`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
#[allow(non_snake_case)]
struct Product {
    title: String,
    #[field(column = "")]
    a: String,
    ID: i64,
    #[field(column = "title")]
    b: String,
    #[field(column = "Ctid")]
    c: String,
}

fn main() {}
