//~ ERROR V2_0 : `V2_0` has no value to be stored as
//~ HELP add `#[selection("v2_0")]`
use connector_core::{Backend, Extensible, Record, Selection, schema};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    V2_0,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Added {
    #[selection("1.8", parent = Version::V1_7, after = Version::V1_7)]
    V1_8,
}

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    version: Extensible<Version>,
}

#[derive(Record)]
#[record(name = "product")]
struct Product {
    version: Version,
    other: Option<Extensible<Version>>,
}

schema! {
    pub static SHOP = [Shop, Product, Added];
}

pub fn used(shop: &Shop) -> Option<String> {
    let version: Extensible<Version> = Version::V2_0.into();
    let _ = version.base() == Some(Version::V1_7);
    let _ = version.get::<Added>();
    let _ = "1.7".parse::<Version>().is_ok();
    let _ = Version::V1_7.parent();
    let _ = Version::OPTIONS.len() + Version::V2_0.value().len() + Version::V2_0.to_string().len();
    shop.version().map(|version| version.value().to_owned())
}

fn main() {}
