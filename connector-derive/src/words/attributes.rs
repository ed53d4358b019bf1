//! Attributes and their keys.

use proc_macro2::TokenStream;
use syn::{LitStr, Path};

use super::{help, known, quoted};
use crate::shared::grammar::{ALL, Grammar, KeyForm, Keys};
use crate::shared::similar::nearest;
use crate::shared::types::shown;

/// A key is there twice.
pub fn repeated_key(key: &str) -> String {
    help(format!("`{key}` is said twice"), "remove one of them")
}

/// A key that an attribute does not have.
pub fn unknown_key(key: &str, keys: &Keys) -> String {
    let nested = ")".repeat(keys.attribute.matches('(').count());
    let what = format!("`{key}` is no key of `#[{}(...){nested}]` on {}", keys.attribute, keys.on);
    let names: Vec<&str> = keys.forms.iter().map(|form| form.name).collect();
    if key == "value" && keys.on == "a variant" {
        return help(what, "write the value alone, like `#[selection(\"1.7\", label = \"Magento 1.7\")]`");
    }
    if let Some(instead) = instead(key).filter(|_| keys.attribute == "field") {
        return help(what, instead);
    }
    if nearest(key, names.iter().copied()).is_none()
        && key != keys.attribute
        && let Some(other) = ALL.iter().find(|other| other.forms.iter().any(|form| form.name == key))
    {
        return help(
            format!("{what}: it belongs to `#[{}(...)]` on {}", other.attribute, other.on),
            format!("the keys here are {}", quoted(names)),
        );
    }
    help(what, known(key, &names, "keys"))
}

/// What others call it.
fn instead(key: &str) -> Option<&'static str> {
    Some(match key {
        "unique" => "write `#[unique(...)]` with the name of the field above the struct",
        "required" | "not_null" | "nullable" | "optional" | "null" => "a field is required unless its type is an `Option`",
        "name" => "its column is said by `column = \"...\"`, and what people call it by `label = \"...\"`",
        "string" | "title" | "verbose_name" | "description" => "what people call it is the `label`, and what explains it the `help`",
        "rename" | "db_column" => "its column is said by `column = \"...\"`",
        "max_length" | "length" | "max_len" => "its greatest length is said by `size = 64`",
        "primary_key" => "the key is the store's own; of a `foreign` record it is `key = \"...\"` on the struct",
        _ => return None,
    })
}

/// Something else than a key.
pub fn key_expected(keys: &Keys, found: &TokenStream) -> String {
    let text = syn::parse2::<LitStr>(found.clone()).ok().map(|text| text.value());
    match text {
        Some(text) if keys.attribute == "unique" => {
            help("`#[unique(...)]` takes the names of fields, without quotes", format!("write `#[unique({text})]`"))
        }
        Some(text) if keys.forms.first().is_some_and(|form| form.form.starts_with("name = ")) => {
            help(format!("`#[{}(...)]` on {} takes keys", keys.attribute, keys.on), format!("write `name = {text:?}`"))
        }
        _ => help(
            format!("`#[{}(...)]` on {} takes keys", keys.attribute, keys.on),
            format!("the keys are {}", quoted(keys.forms.iter().map(|form| form.name))),
        ),
    }
}

/// `#[field = …]`.
pub fn attribute_takes_a_list(attribute: &str) -> String {
    help(format!("`#[{attribute}]` takes its keys in parentheses"), format!("write `#[{attribute}(...)]`"))
}

/// No comma between two entries.
pub fn comma_expected() -> String {
    help("expected a comma before this", "put a comma between two entries")
}

/// Two commas, or one at the beginning.
pub fn comma_too_many() -> String {
    help("there is nothing before this comma", "remove it")
}

/// A value where none belongs.
pub fn key_takes_no_value(key: &KeyForm) -> String {
    help(format!("`{}` takes no value", key.name), format!("write `{}` alone", key.name))
}

/// No value, or one of another kind.
pub fn wrong_value(key: &KeyForm) -> String {
    let kind = match key.name {
        "crate" | "selection" | "parent" | "after" | "become" => "a path",
        "removed" => "the value that is gone, and what it became",
        "relabel" => "variants of the base, each with a text",
        "translate" => "nothing, or the path of a function",
        "to" | "from" if key.form.contains('.') => "a field of the binding, or `record.` and a field of its record",
        "to" | "from" | "id" | "of" | "via" | "options" => "a type",
        "with" | "finalize" | "skip" | "reference" | "links" => "the path of a function",
        "map" | "children" => "what it fills, in parentheses",
        "set" => "fields with their values, in parentheses",
        "related" => "a link and a field of what it links",
        "ondelete" => "one of `cascade`, `restrict`, `set_null`",
        "default" | "value" => "an expression",
        "size" => "a number",
        "where" => "the name of a field",
        "serde" => "`true` or `false`",
        _ => "a text in quotes",
    };
    help(format!("`{}` takes {kind}", key.name), format!("write it like `{}`", key.form))
}

/// `#[field(…)]` on a struct.
pub fn belongs_on_a_field(path: &Path, grammar: &Grammar) -> String {
    let attribute = shown(path);
    help(format!("`#[{attribute}(...)]` stands on a field, not on the struct"), format!("move it above a field of the {}", grammar.noun))
}

/// `#[unique(a::b)]`.
pub fn unique_takes_names() -> String {
    help("`#[unique(...)]` takes the names of fields", "write them like `#[unique(backend_id, email)]`")
}

/// `#[record(…)]` on a field.
pub fn belongs_on_the_struct(path: &Path, grammar: &Grammar) -> String {
    let attribute = shown(path);
    help(format!("`#[{attribute}(...)]` stands on the struct, not on a field"), format!("move it above the {} itself", grammar.noun))
}
