//~ ERROR Shop : the backend `Shop` has no name
//~ HELP add `name: String,`, or mark the field that is it with `#[backend(name)]`
use connector_core::Backend;

macro_rules! shop {
    ($name:ident, $text:literal, $field:ident) => {
        #[derive(Backend)]
        #[backend(name = $text)]
        struct $name {
            $field: String,
        }
    };
}

shop!(Shop, "shop", location);

fn main() {}
