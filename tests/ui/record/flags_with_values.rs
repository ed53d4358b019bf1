//~ ERROR = true : `index` takes no value
//~ HELP write `index` alone
//~ ERROR (true) : `skip` takes no value
//~ HELP write `skip` alone
use connector_core::Record;

#[derive(Record)]
#[record(name = "product")]
struct Product {
    #[field(index = true)]
    code: String,
    #[field(skip(true))]
    cache: String,
}

fn main() {}
