//~ ERROR Added : goes on an enum
//~ HELP for a model, use `derive(Backend)`, `derive(Record)` or `derive(ExternalBinding)`; for an ID, `derive(ExternalId)`
use connector_core::{Extensible, Selection, schema};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
#[selection(relabel(V1_7 = "Old"))]
#[selection_add(Version)]
struct Added(u8);

schema! {
    pub static SHOP = [Added];
}

fn is_ours(version: Extensible<Version>) -> bool {
    version == Version::V1_7.into() || version.get::<Added>().is_some()
}

fn main() {
    let _ = is_ours;
}
