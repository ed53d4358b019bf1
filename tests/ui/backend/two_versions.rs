//~ ERROR version : `version` is a second version of this backend: `speaks` is it already
//~ HELP remove one of them, or give `version` another name, with `#[field(column = "version")]` if its column is to keep it
use connector_core::{Backend, Extensible, Selection};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1")]
    V1,
}

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    #[backend(version)]
    speaks: Extensible<Version>,
    version: Extensible<Version>,
}

fn main() {}
