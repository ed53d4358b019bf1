//! The wording of every message, in one place: a file a subject.
//!
//! Lower case, the subject in backticks, what is wrong; then `help:` with the very text to write.

mod attributes;
mod extensions;
mod fields;
mod items;
mod mappers;
mod names;
mod roles;
mod schema;
mod selections;
mod uniques;

pub use attributes::*;
pub use extensions::*;
pub use fields::*;
pub use items::*;
pub use mappers::*;
pub use names::*;
pub use roles::*;
pub use schema::*;
pub use selections::*;
pub use uniques::*;

use crate::shared::similar::nearest;

fn help(what: impl AsRef<str>, help: impl AsRef<str>) -> String {
    format!("{}\nhelp: {}", what.as_ref(), help.as_ref())
}

fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// "did you mean …?", or the list of what there is.
fn known(written: &str, names: &[&str], what: &str) -> String {
    match nearest(written, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if names.is_empty() => format!("there are no {what}"),
        None => format!("the {what} are {}", quoted(names.iter().copied())),
    }
}
