//! `derive(Selection)`.

use proc_macro2::Ident;

use super::{help, known};
use crate::shared::names::plain;
use crate::shared::similar::nearest;

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
    help(format!("{value:?} is a second value of this variant"), "remove one of them")
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
        (Some(base), None) => format!("did you mean `{base}::{name}`?"),
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

/// `#[selection_add]` twice, or with something else than a path.
pub fn one_base() -> String {
    help("`#[selection_add(...)]` takes one enum", "write it like `#[selection_add(MagentoVersion)]`")
}
