//! `derive(Selection)`.

use proc_macro2::Ident;
use syn::Path;

use super::{help, known};
use crate::shared::names::plain;
use crate::shared::similar::nearest;
use crate::shared::types::shown;

/// An enum without variants.
pub fn no_variants(ident: &Ident) -> String {
    help(
        format!("`{ident}` has no variants: a selection has at least one value"),
        "add one: `#[selection(\"draft\", label = \"Draft\")] Draft,`",
    )
}

/// A variant without a value.
pub fn no_value(variant: &Ident) -> String {
    let value = plain(variant).to_lowercase();
    help(format!("`{variant}` has no value to be stored as"), format!("add `#[selection({value:?})]`"))
}

/// A variant with two values.
pub fn second_value(value: &str) -> String {
    help(
        format!("{value:?} is a second value of this variant"),
        format!("for what people read, write `label = {value:?}`; otherwise remove one of them"),
    )
}

/// A value that is a word and no text.
pub fn value_is_a_text() -> String {
    help("the value of a variant is a text in quotes", "write it like `#[selection(\"1.7\", label = \"Magento 1.7\")]`")
}

/// The empty value.
pub fn empty_value(variant: &Ident) -> String {
    help(
        format!("the value of `{variant}` is empty"),
        format!("write a text; for \"no value\", make the field an `Option` and remove `{variant}`"),
    )
}

/// A value with a character that no database keeps.
pub fn nul_value(variant: &Ident) -> String {
    help(format!("the value of `{variant}` contains a NUL character"), "write it without")
}

/// A variant with fields.
pub fn variant_fields(variant: &Ident) -> String {
    help(format!("`{variant}` has fields: a value of a selection is a text and nothing else"), format!("write `{variant},`"))
}

/// Two variants with one value.
pub fn same_value(value: &str, first: &Ident) -> String {
    help(format!("the value {value:?} is already the value of `{first}`"), "give one of them another value")
}

/// `parent` or `after` names no variant.
pub fn unknown_variant(name: &str, ident: &Ident, variants: &[&str], base: Option<&str>) -> String {
    let way = match (base, nearest(name, variants.iter().copied())) {
        (Some(base), None) => format!("{}; one of `{base}` is written `{base}::{name}`", known(name, variants, "variants")),
        _ => known(name, variants, "variants"),
    };
    help(format!("`{ident}` has no variant `{name}`"), way)
}

/// `parent` or `after` names its own variant.
pub fn own_variant(key: &str, variant: &Ident) -> String {
    help(format!("`{variant}` is its own `{key}`"), format!("name another variant, or remove `{key}`"))
}

/// Parents, or orders, in a circle.
pub fn circle(key: &str, chain: &str) -> String {
    help(format!("`{key}` goes in a circle: {chain}"), format!("remove one `{key}` of the circle"))
}

/// `after` where everything is in its order already.
pub fn after_on_base() -> String {
    help(
        "`after` belongs to additions: the values of a selection itself are in the order of its variants",
        "move the variant, and remove `after`",
    )
}

/// The empty label.
pub fn empty_label(variant: &str) -> String {
    help(format!("the label of `{variant}` is empty"), "write what people call it, or remove the label")
}

/// A removed value that is no text.
pub fn removed_is_a_text() -> String {
    help("a removed value is a text in quotes", format!("write it like `{}`", removed_form("1.6", "V1_7")))
}

/// What a removed value became, without the key.
pub fn bare_become(found: &str) -> String {
    help(format!("`{found}` stands in `removed(...)` without a key"), format!("write `become = {found}`"))
}

/// Another key than `become`.
pub fn only_become(key: &str) -> String {
    let way = if nearest(key, ["become"]).is_some() { "did you mean `become`?" } else { "the key here is `become`" };
    help(format!("`{key}` is no key of `removed(...)`"), way)
}

/// Two values in one `removed`.
pub fn one_removed(value: &str) -> String {
    help(format!("{value:?} is a second value in one `removed(...)`"), format!("write another one: `{}`", removed_form(value, "V1_7")))
}

/// A removed value that is not said.
pub fn nothing_removed() -> String {
    help("`removed` says no value", format!("write it like `{}`", removed_form("1.6", "V1_7")))
}

/// A removed value without what it became.
pub fn no_become(value: &str, variant: Option<&str>) -> String {
    let variant = variant.unwrap_or("V1_7");
    help(
        format!("nothing says what became of the removed value {value:?}, so that rows with it could not be read"),
        format!("write `{}`, with the variant that it is now", removed_form(value, variant)),
    )
}

fn removed_form(value: &str, variant: &str) -> String {
    format!("removed({value:?}, become = {variant})")
}

/// The empty value, removed.
pub fn empty_removed() -> String {
    help("the removed value is empty", "write the text that rows may still hold")
}

/// A removed value with a character that no database keeps.
pub fn nul_removed() -> String {
    help("the removed value contains a NUL character, so that no row holds it", "remove it")
}

/// A removed value that is there.
pub fn removed_and_there(value: &str, variant: &Ident) -> String {
    help(
        format!("the value {value:?} is removed, and still the value of `{variant}`"),
        format!("remove `{variant}`, or this `removed(...)`"),
    )
}

/// A value that is removed twice.
pub fn removed_twice(value: &str) -> String {
    help(format!("the value {value:?} is removed twice"), "remove one of them")
}

/// `relabel` of something else than a variant with a text.
pub fn relabel_form(variant: Option<&Ident>) -> String {
    let variant = variant.map_or_else(|| "V1_7".to_owned(), plain);
    help(
        "`relabel` takes variants of the base, each with a text",
        format!("write it like `relabel({variant} = \"Magento 1.7 (long-term)\")`"),
    )
}

/// `relabel` without a base.
pub fn relabel_without_base(ident: &Ident) -> String {
    help(
        format!("`relabel` gives values of another enum another label, and `{ident}` adds to none"),
        "write `label = \"...\"` on the variant itself, or add `#[selection_add(Base)]`",
    )
}

/// `relabel` names a variant of the addition itself.
pub fn relabel_of_own(variant: &str, ident: &Ident, base: &str) -> String {
    help(
        format!("`{variant}` is a variant of `{ident}` itself, and `relabel` names those of its base"),
        format!("write `label = \"...\"` on the variant; for one of the base, name it `{base}::{variant}`"),
    )
}

/// `relabel` names a variant twice.
pub fn relabelled_twice(variant: &str) -> String {
    help(format!("`{variant}` is relabelled twice"), "remove one of them")
}

/// `#[selection_add]` twice, or with something else than a path.
pub fn one_base() -> String {
    help("`#[selection_add(...)]` takes one enum", "write it like `#[selection_add(MagentoVersion)]`")
}

/// A variant of another enum in a selection that adds to none.
pub fn another_enum(path: &Path, scope: &Ident, ident: &Ident) -> String {
    help(
        format!("`{}` is a value of another enum, and `{ident}` adds to none", shown(path)),
        format!("write `#[selection_add({scope})]` above `{ident}`, or name a variant of `{ident}`"),
    )
}

/// `#[selection_add(State)]` on `State`.
pub fn adds_to_itself(ident: &Ident) -> String {
    help(format!("`{ident}` cannot add values to itself"), "name the enum that has the values, or remove `#[selection_add(...)]`")
}
