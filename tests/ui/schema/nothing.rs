//~ ERROR schema! {} : unexpected end of input, expected `static`
//~ HELP write it like `schema! { pub static SHOP = [MagentoBackend, MagentoPartner]; }`
use connector_core::schema;

schema! {}

fn main() {}
