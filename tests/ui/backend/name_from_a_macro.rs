//~ ERROR "My Shop" : the technical name "My Shop" is no technical name: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "my.shop"
use connector_core::Backend;

macro_rules! shop {
    ($name:ident, $text:expr, $ty:ty) => {
        #[derive(Backend)]
        #[backend(name = $text)]
        struct $name {
            name: $ty,
        }
    };
}

shop!(Shop, "My Shop", String);

fn main() {}
