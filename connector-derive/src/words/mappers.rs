//! Mappers.

use proc_macro2::Ident;

use super::{help, known};
use crate::shared::grammar::{Grammar, KeyForm};
use crate::shared::names::plain;

/// A mapper on an enum.
pub fn mapper_on_enum(grammar: &Grammar, ident: &Ident) -> String {
    let way = if grammar.derive == "ImportMapper" { "write `impl ImportMapper` by hand" } else { "write `impl ExportMapper` by hand" };
    help(
        format!("`derive({})` goes on a struct with named fields, and `{ident}` is an enum", grammar.derive),
        format!("make it a struct, or, where the remote sends several shapes, {way}"),
    )
}

/// `to` or `from` is missing.
pub fn maps_nothing(grammar: &Grammar, ident: &Ident) -> String {
    let (what, key) = if grammar.derive == "ImportMapper" { ("what it maps to", "to") } else { ("what it maps from", "from") };
    help(format!("the mapper `{ident}` does not say {what}"), format!("add the binding: `#[mapper({key} = MyBinding)]`"))
}

fn says_nothing(field: &Ident, fix: String) -> String {
    help(format!("`{field}` does not say where it goes"), fix)
}

/// A field without a word.
pub fn unmapped(field: &Ident) -> String {
    says_nothing(field, format!("add `#[map(to = ...)]` to `{field}`; or, where nothing becomes of it, `#[map(ignore)]`"))
}

/// A field without a word that functions read.
pub fn unmapped_source(field: &Ident) -> String {
    says_nothing(field, format!("it is read by a function: add `#[map(source)]` to `{field}`"))
}

/// A point in time without a word, where nothing says when the remote changed the record.
pub fn unmapped_date(field: &Ident) -> String {
    let otherwise = "otherwise `#[map(to = ...)]`, or, where nothing becomes of it, `#[map(ignore)]`";
    says_nothing(field, format!("if `{field}` is when the remote changed it, add `#[map(external_updated_at)]`; {otherwise}"))
}

/// `#[map()]`.
pub fn maps_nowhere(field: &Ident) -> String {
    help(
        format!("this does not say where `{field}` goes"),
        "add `to = ...`, `external_id`, `external_updated_at`, `children(to = ...)`, `source` or `ignore`",
    )
}

/// No field is the external ID.
pub fn no_external_id(ident: &Ident) -> String {
    help(format!("the mapper `{ident}` has no external ID"), "add `#[map(external_id)]` to the field that is the record's ID on the remote")
}

/// A second field is the external ID, or the date.
pub fn second_role(key: &str, first: &Ident) -> String {
    help(
        format!("`{first}` is the `{key}` already"),
        "remove one of them; an ID of several fields is a struct with `derive(ExternalId)`, made by a function",
    )
}

/// `ignore` beside `to`.
pub fn two_things(second: &str, first: &str) -> String {
    help(
        format!("`{second}` beside `{first}`: one `#[map(...)]` says one thing"),
        format!("write a second attribute for it: `#[map({second})]`"),
    )
}

/// An ignored field that is mapped, too.
pub fn ignored_and_mapped(field: &Ident) -> String {
    help(format!("`{field}` is ignored, and mapped, too"), "remove `ignore`")
}

/// A key that says nothing beside another one.
pub fn does_not_go(key: &str, with: &str) -> String {
    help(format!("`{key}` does not go with `{with}`"), format!("remove `{key}`"))
}

/// `options` without a function, and the like.
pub fn goes_only(key: &str, with: &str) -> String {
    help(format!("`{key}` goes with `{with}` only"), format!("add `{with} = ...`, or remove `{key}`"))
}

/// `options` of a mapper without.
pub fn no_options() -> String {
    help("the mapper has no options to be handed over", "say their type on the struct: `#[mapper(options = MyOptions)]`")
}

/// A target twice.
pub fn filled_twice(target: &str, first: &str) -> String {
    help(
        format!("`{target}` is filled twice: {first} fills it already"),
        "remove one of them, or make one value of both by `map(to = ..., from(...), with = ...)`",
    )
}

/// A source that is not there.
pub fn unknown_source(name: &Ident, mapper: &Ident, fields: &[&str]) -> String {
    help(format!("`{mapper}` has no field `{name}`"), known(&plain(name), fields, "fields"))
}

/// A source twice.
pub fn source_twice(name: &str) -> String {
    help(format!("`{name}` is read twice"), "remove one of them")
}

/// A source that is ignored.
pub fn ignored_source(name: &Ident) -> String {
    help(format!("`{name}` is ignored, and read here"), format!("write `#[map(source)]` on `{name}`"))
}

/// A source that nothing reads.
pub fn unused_source(field: &Ident) -> String {
    help(
        format!("`{field}` is a source, and nothing reads it"),
        format!("name it in `#[mapper(map(to = ..., from({field}), with = ...))]`, or write `#[map(ignore)]`"),
    )
}

/// Something that a `map(…)` lacks.
pub fn map_lacks(key: &str, form: &str) -> String {
    help(format!("this does not say `{key}`"), format!("add `{form}`"))
}

/// What stands in a list of names.
pub fn sources_are_names(form: &str) -> String {
    help("here stand the names of fields", format!("write them like `{form}`"))
}

/// A field with its value.
pub static SET: KeyForm = KeyForm { name: "value", form: "record.active = true" };

/// What stands in `set(…)`.
pub fn set_form() -> String {
    help("`set(...)` takes fields, each with a value", "write it like `set(record.active = true)`")
}

/// A field of a body that comes from nowhere.
pub fn unsent(field: &Ident) -> String {
    help(
        format!("`{field}` does not say where it comes from"),
        format!("add `#[map(from = ...)]` to `{field}`; or, where it is always the same, `#[map(value = ...)]`"),
    )
}

/// `from` and `value`.
pub fn two_origins() -> String {
    help("a field comes from one thing: from fields, or from a value", "remove `from` or `value`")
}

/// Several sources without a function.
pub fn several_need_with() -> String {
    help("several fields become one by a function", "add `with = path`")
}

/// `#[serde(flatten)]` and the like.
pub fn serde_form(word: &str) -> String {
    help(
        format!("`{word}` does not go with `ExportMapper`: an update serializes the fields of the body one by one"),
        "remove it, or write `impl ExportMapper` by hand",
    )
}

/// The modifiers of a link.
pub fn wrong_with_link(key: &str) -> String {
    help(format!("`{key}` does not go with `via`: links are looked up before there are any"), format!("remove `{key}`"))
}
