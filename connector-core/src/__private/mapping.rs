//! What the code of a mapper uses, and what is checked of it while it is compiled.

pub use crate::mapping::emitted::*;

use crate::const_text::ConstText;
use crate::field::same_text;
use crate::{ExternalBinding, Model, RecordBinding, Role};

/// The record that a binding links: for targets and sources that begin with `record`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` links no record",
    label = "a `direct` binding has no `record`",
    note = "help: name a field of the binding alone: `tax_class_id`, and not `record.tax_class_id`"
)]
pub trait RecordOf {
    /// The record.
    type Record: Model;
}

#[diagnostic::do_not_recommend]
impl<T: RecordBinding> RecordOf for T {
    type Record = T::Record;
}

/// Checks that a binding is one. Nothing else asks.
pub const fn assert_mapped<T: ExternalBinding>() {}

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
#[must_use]
pub const fn position<M: Model>(name: &str) -> usize {
    let mut i = 0;
    while i < M::FIELDS.len() && !same_text(M::FIELDS[i].name, name) {
        i += 1;
    }
    i
}

/// Checks a field that a mapper fills. Whether it is there at all is said of the closure.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub const fn assert_target<M: Model, V>(name: &'static str, _: fn(&M) -> &V) {
    let position = position::<M>(name);
    if position == M::FIELDS.len() {
        let text = ConstText::new("`").push(name).push("` of ").push(M::NAME).push(" is not stored, so nothing can be mapped to it");
        text.push("; help: name a stored field").panic();
    }
    let said = match M::FIELDS[position].role {
        Some(Role::ExternalId) => "`#[map(external_id)]` stands on the field that is the ID",
        Some(Role::ExternalUpdatedAt) => "`#[map(external_updated_at)]` stands on the field that says when it changed",
        Some(Role::Record | Role::Backend | Role::SyncDate) => "leave it out: the import knows it",
        _ => return,
    };
    ConstText::new("`").push(name).push("` of ").push(M::NAME).push(" is filled by the import itself; help: ").push(said).panic();
}

/// Checks a field that a body comes from: one that a change can name.
///
/// # Panics
/// As [`assert_target`].
#[track_caller]
pub const fn assert_source<M: Model, V>(name: &'static str, _: fn(&M) -> &V) {
    if position::<M>(name) == M::FIELDS.len() {
        let text = ConstText::new("`").push(name).push("` of ").push(M::NAME).push(" is not stored, so no change of it is known");
        text.push("; help: name a stored field").panic();
    }
}

/// Checks that a mapper fills all that must have a value.
///
/// # Panics
/// As [`assert_target`].
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
