//~ ERROR Option<String> : the name of a backend is `String`, and not `Option<String>`
//~ HELP write `name: String`
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

shop!(Shop, "shop", Option<String>);

fn main() {}
