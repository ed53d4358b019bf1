//~ ERROR Version : `Version` is no selection
//~ HELP add `#[derive(Selection)]` to `Version`
use connector_core::{Backend, Extensible};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V1,
}

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    version: Extensible<Version>,
}

fn main() {}
