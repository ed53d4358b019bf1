//~ ERROR i64 : the name of a backend is `String`, and not `i64`
//~ HELP write `name: String`
//~ ERROR Option<i64> : the version of a backend is `Extensible<MyVersion>`, and not `Option<i64>`
//~ HELP write `version: Extensible<MyVersion>`
//~ ERROR "Magento Backend" : the technical name "Magento Backend" is no technical name: lower-case words of letters, digits and `_`, with dots between them
//~ HELP write it like "magento.backend"
use connector_core::Backend;

#[derive(Backend)]
#[backend(name = "Magento Backend")]
struct Shop {
    name: i64,
    version: Option<i64>,
}

fn main() {}
