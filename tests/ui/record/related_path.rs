//~ ERROR brand : `related` takes a link and a field of what it links
//~ HELP write it like `related = backend_id.location`
//~ ERROR brand.title.length : `related` takes a link and a field of what it links
//~ HELP write it like `related = backend_id.location`
//~ ERROR "brand.title" : `related` takes a link and a field of what it links
//~ HELP write it like `related = backend_id.location`
use connector_core::{Record, RecordId, Related};

#[derive(Record)]
#[record(name = "brand")]
struct Brand {
    title: String,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    brand: RecordId<Brand>,
    #[field(related = brand)]
    a: Related<String>,
    #[field(related = brand.title.length)]
    b: Related<String>,
    #[field(related = "brand.title")]
    c: Related<String>,
}

fn main() {}
