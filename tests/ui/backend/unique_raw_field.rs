//~ ERROR kind : `Shop` has no field `kind`
//~ HELP the fields are `name`, `type`
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "shop")]
#[unique(kind)]
struct Shop {
    name: String,
    r#type: String,
}

fn main() {}
