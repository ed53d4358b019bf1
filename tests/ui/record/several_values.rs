//~ ERROR 'c' : `label` takes a text in quotes
//~ HELP write it like `label = "Location"`
//~ ERROR 1.0 : a size is a whole number of characters, at least 1
//~ HELP write it like `size = 64`, or leave it out for a text of any length
//~ ERROR b"x" : `help` takes a text in quotes
//~ HELP write it like `help = "Base address of the shop."`
//~ ERROR "restrict" : `ondelete` takes one of `cascade`, `restrict`, `set_null`
//~ HELP write it like `ondelete = cascade`
//~ ERROR "a.b" : `related` takes a link and a field of what it links
//~ HELP write it like `related = backend_id.location`
use connector_core::{Record, RecordId, Related};

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(label = 'c', size = 1.0, help = b"x")]
    title: String,
    #[field(ondelete = "restrict")]
    parent: RecordId<Product>,
    #[field(related = "a.b")]
    above: Related<String>,
}

fn main() {}
