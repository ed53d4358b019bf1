//~ ERROR active : `active` is no link: it is `bool`
//~ HELP this model has no links
use connector_core::{Record, Related};

#[derive(Record)]
#[record(name = "other")]
struct Other {
    title: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    active: bool,
    #[field(related = active.title)]
    title: Related<String>,
}

fn main() {}
