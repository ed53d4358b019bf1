//~ ERROR V2 : goes in a circle
use connector_core::{Backend, BackendId, Extensible, Record, Related, Selection, schema};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1", parent = V2)]
    V1,
    #[selection("2", parent = V1)]
    V2,
}
#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    version: Extensible<Version>,
    #[field(default = Version::V1)]
    least: Version,
    maybe: Option<Version>,
}
#[derive(Record)]
#[record(name = "thing")]
#[unique(version)]
struct Thing {
    version: Version,
    open: Option<Extensible<Version>>,
    #[field(related = shop.least)]
    through: Related<Version>,
    shop: BackendId<Shop>,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Ours {
    #[selection("ours", parent = Version::V1, after = Version::V1)]
    Ours,
}
schema! { static ALL = [Shop, Thing, Ours]; }
fn uses(version: Version, open: Extensible<Version>) -> Result<String, Box<dyn std::error::Error>> {
    let parsed: Version = "1".parse()?;
    let _: Extensible<Version> = "1".parse()?;
    let _: Extensible<Version> = version.into();
    let _: Extensible<Version> = Ours::Ours.into();
    let _ = (version.label(), version.value(), version.parent(), Version::OPTIONS.len(), Version::from_value("1"));
    let _ = (open.value(), open.label(), open.base(), open.get::<Ours>(), Extensible::<Version>::options());
    let _ = serde_json::to_string(&version)?;
    let _: Version = serde_json::from_str("\"1\"")?;
    match parsed {
        Version::V1 => Ok(parsed.to_string()),
        _ => Ok(format!("{version} {open}")),
    }
}

fn main() {}
