//! What the code of a mapper uses, and what is checked of it while it is compiled.

pub use crate::mapping::emitted::*;

use crate::const_text::ConstText;
use crate::field::same_text;
use crate::{ExternalBinding, Model, Role};

/// Whether a list of names has this one.
const fn has(names: &[&str], name: &str) -> bool {
    let mut i = 0;
    while i < names.len() {
        if same_text(names[i], name) {
            return true;
        }
        i += 1;
    }
    false
}

/// The position of a field, or the number of fields.
const fn position<M: Model>(name: &str) -> usize {
    let mut i = 0;
    while i < M::FIELDS.len() && !same_text(M::FIELDS[i].name, name) {
        i += 1;
    }
    i
}

/// Checks a field that a mapper fills, and finds it. Whether it is there at all is said of the closure that reads it.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
#[must_use]
pub const fn target<M: Model>(name: &'static str) -> usize {
    let position = position::<M>(name);
    if position == M::FIELDS.len() {
        let text = ConstText::new("`").push(name).push("` of ").push(M::NAME).push(" is not stored, so nothing can be mapped to it");
        text.push("; help: name a stored field").panic();
    }
    let said = match M::FIELDS[position].role {
        Some(Role::ExternalId) => "`#[map(external_id)]` stands on the field that is the ID",
        Some(Role::ExternalUpdatedAt) => "`#[map(external_updated_at)]` stands on the field that says when it changed",
        Some(Role::Record | Role::Backend | Role::SyncDate) => "leave it out: the import knows it",
        _ => return position,
    };
    ConstText::new("`").push(name).push("` of ").push(M::NAME).push(" is filled by the import itself; help: ").push(said).panic()
}

/// Checks a field that a body comes from: one that a change can name.
///
/// # Panics
/// As [`target`].
#[track_caller]
pub const fn assert_source<M: Model>(name: &'static str) {
    let mut i = 0;
    while i < M::RELATED.len() {
        if same_text(M::RELATED[i].name, name) {
            let text = ConstText::new("`").push(name).push("` of ").push(M::NAME).push(" is not stored, so no change of it is known");
            text.push("; help: name a stored field").panic();
        }
        i += 1;
    }
}

/// Checks that a mapper fills all that must have a value.
///
/// # Panics
/// As [`target`].
#[track_caller]
pub const fn assert_filled<T: ExternalBinding>(mapper: &'static str, record: &[&str], binding: &[&str]) {
    let (mut text, mut first, mut first_of_record) = (ConstText::new("`").push(mapper).push("` leaves "), "", false);
    let mut i = 0;
    while i < T::Record::FIELDS.len() {
        let field = &T::Record::FIELDS[i];
        if field.required && field.default.is_none() && !has(record, field.name) {
            text = text.push(if first.is_empty() { "`record." } else { ", `record." }).push(field.name).push("`");
            if first.is_empty() {
                (first, first_of_record) = (field.name, true);
            }
        }
        i += 1;
    }
    i = 0;
    while i < T::FIELDS.len() {
        let field = &T::FIELDS[i];
        if field.required && field.default.is_none() && field.role.is_none() && !has(binding, field.name) {
            text = text.push(if first.is_empty() { "`" } else { ", `" }).push(field.name).push("`");
            if first.is_empty() {
                first = field.name;
            }
        }
        i += 1;
    }
    if first.is_empty() {
        return;
    }
    let record = if first_of_record { "record." } else { "" };
    text.push(" of ")
        .push(T::NAME)
        .push(" without a value; help: add `#[map(to = ")
        .push(record)
        .push(first)
        .push(")]` to a field, or `#[mapper(set(")
        .push(record)
        .push(first)
        .push(" = ...))]` to the struct")
        .panic();
}
