//~ ERROR field : `#[field(...)]` stands on a field, not on the struct
//~ HELP move it above a field of the backend
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
#[field(label = "Shop")]
struct Shop {
    name: String,
}

fn main() {}
