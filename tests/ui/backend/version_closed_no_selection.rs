//~ ERROR Version : `Version` is no selection
//~ HELP add `#[derive(Selection)]` to `Version`
use connector_core::Backend;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V1,
}

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    version: Option<Version>,
}

fn main() {}
