//~ ERROR backend_id : `Shop` has no field `backend_id`
//~ HELP there are no links
use connector_core::{Backend, Related};

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    #[field(related = backend_id.name)]
    other: Related<String>,
}

fn main() {}
