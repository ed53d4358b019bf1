//~ ERROR Colour : `Colour` cannot be listed in a schema
//~ HELP list backends, records, bindings, extensions, and enums with `#[selection_add(…)]`; a base selection comes with its model
use connector_core::schema;

struct Colour;

fn main() {
    schema! { static SHOP = [Colour]; }
    let _ = SHOP.models().count();
}
