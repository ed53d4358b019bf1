//~ ERROR skpi : `skpi` is no key of `#[field(...)]` on a field
//~ HELP did you mean `skip`?
use connector_core::Record;

#[derive(Default)]
struct Cache;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    title: String,
    #[field(skpi)]
    cache: Cache,
}

fn main() {}
