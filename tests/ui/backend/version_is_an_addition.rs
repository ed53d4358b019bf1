//~ ERROR Added : type mismatch resolving `<Added as Selection>::Base == Added`
use connector_core::{Backend, Extensible, Selection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1")]
    V1,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("2")]
    V2,
}

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    version: Extensible<Added>,
}

fn main() {}
