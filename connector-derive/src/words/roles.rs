//! The roles of a backend and of a binding.

use proc_macro2::Ident;
use syn::Type;

use super::help;
use crate::shared::grammar::{Grammar, RoleForm};
use crate::shared::names::plain;
use crate::shared::similar::nearest;
use crate::shared::types::{Seen, shown};

/// A mandated field is not there.
pub fn missing_role(form: &RoleForm, grammar: &Grammar, ident: &Ident, fields: &[&str]) -> String {
    let what = format!("the {} `{ident}` has no {}", grammar.noun, form.noun);
    let line = format!("{}: {},", form.names[0], form.ty);
    match nearest(form.names[0], fields.iter().copied()) {
        Some(near) => help(
            what,
            format!("rename `{near}` to `{}`, mark it with `#[{}({})]`, or add `{line}`", form.names[0], grammar.keys.attribute, form.key),
        ),
        None => help(what, format!("add `{line}`, or mark the field that is it with `#[{}({})]`", grammar.keys.attribute, form.key)),
    }
}

/// Two fields claim a role.
pub fn second_claim(form: &RoleForm, grammar: &Grammar, second: &Ident, first: &Ident, by_name: bool) -> String {
    let way = if by_name {
        format!(
            "remove one of them, or give `{second}` another name, with `#[field(column = {:?})]` if its column is to keep it",
            plain(second)
        )
    } else {
        format!("remove `#[{}({})]` from one of them", grammar.keys.attribute, form.key)
    };
    help(format!("`{second}` is a second {} of this {}: `{first}` is it already", form.noun, grammar.noun), way)
}

/// One field claims two roles.
pub fn two_roles(field: &Ident) -> String {
    help(format!("`{field}` cannot have two roles"), "keep one of them, and declare a field for the other")
}

/// A role with a type that cannot be it.
pub fn role_type(form: &RoleForm, grammar: &Grammar, field: &Ident, ty: &Type, better: &str) -> String {
    help(format!("the {} of a {} is `{}`, and not `{}`", form.noun, grammar.noun, form.ty, shown(ty)), format!("write `{field}: {better}`"))
}

/// An external ID of a type that is none.
pub fn external_id_role(field: &Ident, ty: &Type, inner: &Type) -> String {
    help(format!("`{field}: {}` cannot be an external ID", shown(ty)), wrapped_ids(inner))
}

pub(super) fn wrapped_ids(ty: &Type) -> String {
    if Seen::of(ty) == Seen::BigInteger {
        return "integers up to `i64` and `u32` can: use `i64` where the IDs are small enough, and `String` otherwise".to_owned();
    }
    if matches!(ty, Type::Tuple(tuple) if !tuple.elems.is_empty()) {
        return "make it a struct with these fields, and `#[derive(ExternalId)]` on it".to_owned();
    }
    "use an integer up to `i64` or `u32`, a `String`, or a type of your own around one of these with `#[derive(ExternalId)]`".to_owned()
}

/// A role that is not stored.
pub fn role_not_stored(form: &RoleForm, field: &Ident, key: &str) -> String {
    help(format!("`{field}` has the role `{}`, which has to be stored", form.key), format!("remove `{key}`"))
}
