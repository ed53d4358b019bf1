//! Technical names, and names in a database.

use proc_macro2::Ident;

use super::help;
use crate::shared::grammar::Grammar;
use crate::shared::names::{Kept, plain, technical, technical_fault};

/// A model without a name.
pub fn no_technical_name(grammar: &Grammar, ident: &Ident) -> String {
    // A name with other letters than ASCII's makes none.
    let name = Some(technical(&plain(ident))).filter(|name| technical_fault(name).is_none());
    let name = name.unwrap_or_else(|| format!("my.{}", grammar.noun));
    help(format!("the {} `{ident}` has no technical name", grammar.noun), format!("add `#[{}(name = \"{name}\")]`", grammar.keys.attribute))
}

/// A name of another form.
pub fn technical_name(name: &str, fault: &str) -> String {
    let suggestion: String = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii() || !c.is_alphanumeric())
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '.' })
        .collect::<String>()
        .split('.')
        .map(|part| part.trim_start_matches(|c: char| !c.is_ascii_lowercase()))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(".");
    let suggestion = if suggestion.is_empty() { "magento.backend".to_owned() } else { suggestion };
    help(
        format!("the technical name {name:?} {fault}: lower-case words of letters, digits and `_`, with dots between them"),
        format!("write it like \"{suggestion}\""),
    )
}

/// A table, column or index name that no database has.
pub fn database_name(name: &str, kept: Kept, fault: &str) -> String {
    let way = match kept {
        Kept::Column => "give the field another one: `#[field(column = \"...\")]`",
        Kept::Table | Kept::ForeignTable => "give it another one: `table = \"...\"`",
        Kept::Index => "give it another one: `name = \"...\"`",
    };
    help(format!("the {} name {name:?} {fault}", kept.word()), way)
}

/// Two fields with one column; for SQLite, names that differ by the case of letters are one.
pub fn column_twice(column: &str, first: &Ident, second: &Ident) -> String {
    help(
        format!("the column `{column}` of `{second}` is already the column of `{first}`"),
        "give one of them another one: `#[field(column = \"...\")]`",
    )
}
