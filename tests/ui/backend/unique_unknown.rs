//~ ERROR locaton : `Shop` has no field `locaton`
//~ HELP did you mean `location`?
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
#[unique(locaton)]
struct Shop {
    name: String,
    location: String,
}

fn main() {}
