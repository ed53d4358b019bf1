//~ ERROR String : `String` is no selection
//~ HELP Selection
use connector_core::{Backend, Extensible, Selection, schema};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum Version {
    #[selection("1.7")]
    V1_7,
    #[selection("2.0", parent = V1_7)]
    V2_0,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection_add(String)]
enum Ours {
    #[selection("x")]
    X,
}
#[derive(Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
    version: Extensible<Version>,
}
schema! { static ALL = [Shop, Ours]; }
fn uses(ours: Ours) -> String {
    let _ = (ours.value(), ours.label());
    let _: Result<Ours, _> = "x".parse::<Ours>();
    ours.to_string()
}

fn main() {}
