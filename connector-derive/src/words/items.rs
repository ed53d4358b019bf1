//! What a derive stands on.

use proc_macro2::Ident;
use syn::Type;

use super::help;
use super::roles::wrapped_ids;
use crate::shared::grammar::Grammar;
use crate::shared::types::shown;

/// A derive of a struct on a tuple struct.
pub fn tuple_struct(grammar: &Grammar, ident: &Ident) -> String {
    help(
        format!("`derive({})` goes on a struct with named fields, and `{ident}` is a tuple struct", grammar.derive),
        format!("give the fields names: `struct {ident} {{ ... }}`"),
    )
}

/// A derive of a struct on an enum.
pub fn model_on_enum(grammar: &Grammar, ident: &Ident) -> String {
    help(
        format!("`derive({})` goes on a struct with named fields, and `{ident}` is an enum", grammar.derive),
        "for a closed list of values, use `derive(Selection)`",
    )
}

/// Any derive on a union.
pub fn on_union(derive: &str, ident: &Ident) -> String {
    let item = if derive == "Selection" { "an enum" } else { "a struct" };
    help(format!("`derive({derive})` goes on {item}, and `{ident}` is a union"), format!("make `{ident}` {item}"))
}

/// `derive(Selection)` on a struct.
pub fn selection_on_struct(ident: &Ident) -> String {
    help(
        format!("`derive(Selection)` goes on an enum, and `{ident}` is a struct"),
        "for a model, use `derive(Backend)`, `derive(Record)` or `derive(ExternalBinding)`; for an ID, `derive(ExternalId)`",
    )
}

/// `derive(ExternalId)` on an enum.
pub fn external_id_on_enum(ident: &Ident) -> String {
    help(
        format!("`derive(ExternalId)` goes on a struct around an ID, and `{ident}` is an enum"),
        "for a closed list of values, use `derive(Selection)`",
    )
}

/// `derive(ExternalId)` on a struct without fields.
pub fn external_id_without_fields(ident: &Ident) -> String {
    help(
        format!("`derive(ExternalId)` goes on a struct around an ID, and `{ident}` has no field"),
        format!("wrap the ID as the external system writes it: `struct {ident}(String);`"),
    )
}

/// `#[external_id(…)]` on a field.
pub fn external_id_on_field() -> String {
    help(
        "`#[external_id(...)]` stands on the struct: every field of it is a part of the ID",
        "remove it, and the field with it if it is no part",
    )
}

/// An ID around something that is none.
pub fn external_id_type(ty: &Type) -> String {
    help(format!("`{}` cannot be an external ID", shown(ty)), wrapped_ids(ty))
}

/// A parameter on a model.
pub fn parameter(grammar: &Grammar, ident: &Ident, parameter: &str) -> String {
    help(
        format!("the {} `{ident}` has the parameter `{parameter}`: one type is one table", grammar.noun),
        "remove the parameter, and declare one struct for each table",
    )
}

/// A parameter on a selection or an ID.
pub fn plain_parameter(derive: &str, ident: &Ident, parameter: &str) -> String {
    help(format!("`{ident}` has the parameter `{parameter}`: `derive({derive})` goes on a type without parameters"), "remove the parameter")
}

/// A key that belongs to `foreign` records.
pub fn foreign_only(key: &str) -> String {
    help(
        format!("`{key}` goes with `foreign` records only: the key of every other table is the store's own"),
        format!("remove `{key}`, or add `foreign` if the table is the application's"),
    )
}

/// The column of the key once more, as a field.
pub fn key_as_field(field: &Ident, column: &str) -> String {
    help(
        format!("`{field}` is the column {column:?}, which is the key of the table"),
        "remove the field: the key is the record's ID, `RecordId`",
    )
}

/// `many_per_record` without a record.
pub fn many_of_none() -> String {
    help("a `direct` binding links no record, so there cannot be many per record", "remove `many_per_record` or `direct`")
}

/// A record in a direct binding.
pub fn direct_with_record(field: &Ident) -> String {
    help(
        format!("a `direct` binding links no record, and `{field}` is one"),
        format!("remove `direct` from `#[binding(...)]`, or the field `{field}`"),
    )
}
