//~ ERROR "1.7" : is already the value of `Version::V1_7`
use connector_core::{Backend, Extensible, Selection, schema};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0", parent = V1_7)]
    V2_0,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(Version)]
enum Ours {
    #[selection("1.7")]
    X,
}
#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    version: Extensible<Version>,
}
schema! { static ALL = [Shop, Ours]; }
fn uses(ours: Ours) -> Extensible<Version> {
    let _ = (ours.value(), ours.label(), ours.parent());
    let _: Result<Ours, _> = "x".parse::<Ours>();
    let open: Extensible<Version> = ours.into();
    let _ = open.get::<Ours>();
    open
}

fn main() {}
