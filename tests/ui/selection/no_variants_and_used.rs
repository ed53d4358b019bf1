//~ ERROR Version : `Version` has no variants: a selection has at least one value
//~ HELP add one: `#[selection("draft", label = "Draft")] Draft,`
use connector_core::{Backend, Extensible, Record, Selection};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {}

#[derive(Backend)]
#[backend(name = "shop")]
struct Shop {
    name: String,
    version: Extensible<Version>,
}

#[derive(Backend)]
#[backend(name = "closed")]
struct Closed {
    name: String,
    version: Version,
}

#[derive(Record)]
#[record(name = "item")]
struct Item {
    version: Option<Version>,
    open: Extensible<Version>,
}

fn told(version: Version) -> String {
    match version.value() {
        "1.7" => version.label().to_string(),
        _ => version.parent().map_or_else(|| format!("{version}"), |parent| parent.value().to_owned()),
    }
}

fn read(text: &str) -> Option<Version> {
    let open: Extensible<Version> = text.parse().ok()?;
    open.base().or_else(|| text.parse::<Version>().ok()).or_else(|| Version::from_value(text))
}

fn main() {
    let _ = (told, read);
}
