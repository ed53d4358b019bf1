//~ ERROR unique : `unique` is no key of `#[field(...)]` on a field
//~ HELP write `#[unique(...)]` with the name of the field above the struct
//~ ERROR required : `required` is no key of `#[field(...)]` on a field
//~ HELP a field is required unless its type is an `Option`
//~ ERROR string : `string` is no key of `#[field(...)]` on a field
//~ HELP what people call it is the `label`, and what explains it the `help`
//~ ERROR max_length : `max_length` is no key of `#[field(...)]` on a field
//~ HELP its greatest length is said by `size = 64`
//~ ERROR rename : `rename` is no key of `#[field(...)]` on a field
//~ HELP its column is said by `column = "..."`
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(unique)]
    isbn: String,
    #[field(required, string = "Title")]
    title: String,
    #[field(max_length = 3, rename = "code")]
    short: String,
}

fn main() {}
