//~ ERROR Version : `Version` has no variants: a selection has at least one value
//~ HELP add one: `#[selection("draft", label = "Draft")] Draft,`
use connector_core::Selection;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Selection)]
enum Version {
}

fn main() {}
