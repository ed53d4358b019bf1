//~ ERROR String : the version of a backend is `Extensible<MyVersion>`, and not `String`
//~ HELP write `version: Extensible<MyVersion>`
use connector_core::{Backend, Extensible, Selection, schema};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1")]
    V1,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    version: String,
}

schema! {
    pub static SHOP = [Shop];
}

pub fn used(shop: &Shop) -> Option<Version> {
    let version: Option<Extensible<Version>> = shop.version();
    version.and_then(|version| version.base())
}

fn main() {}
