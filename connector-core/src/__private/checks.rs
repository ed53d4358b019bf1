//! Checks of what was said of a field whose type says nothing by its name: compile errors, at the attribute.

use crate::schema::check_element;
use crate::{Field, FieldType, Model, SchemaEntry};

/// Ends the evaluation of a constant with "`field` …".
#[track_caller]
const fn refuse(field: &Field, words: &str) -> ! {
    crate::const_text::ConstText::new("`").push(field.name).push("` ").push(words).panic()
}

/// `size` on a field whose type is known by now.
///
/// # Panics
/// In a constant, where it is a compile error; so for all of these checks.
#[track_caller]
pub const fn assert_size(field: &Field) {
    if !matches!(field.ty, FieldType::Text | FieldType::Translated | FieldType::ExternalText) {
        refuse(field, "has no length: `size` goes with texts; help: remove `size`");
    }
}

/// `translate` on a field whose type is known by now.
///
/// # Panics
/// As [`assert_size`].
#[track_caller]
pub const fn assert_translated(field: &Field) {
    if !matches!(field.ty, FieldType::Translated) {
        refuse(field, "is no `Translated`: `translate` goes with that type only; help: remove `translate`");
    }
}

/// `selection` on a field whose type is known by now.
///
/// # Panics
/// As [`assert_size`].
#[track_caller]
pub const fn assert_choices(field: &Field) {
    match field.ty {
        FieldType::Text => {}
        FieldType::Selection => refuse(field, "has choices: the type is already a selection; help: remove `selection`"),
        _ => refuse(field, "is no text: `selection` goes with `String`; help: remove `selection`"),
    }
}

/// `ondelete` on a field whose type is known by now.
///
/// # Panics
/// As [`assert_size`].
#[track_caller]
pub const fn assert_link(field: &Field, nullable: bool) {
    if field.link.is_none() {
        refuse(field, "is no link: `ondelete` goes with typed IDs; help: remove `ondelete`");
    }
    if nullable && field.required {
        refuse(field, "cannot be null; help: make it an `Option`, or write `restrict` or `cascade`");
    }
}

/// `default` or `index` on a field whose type is known by now.
///
/// # Panics
/// As [`assert_size`].
#[track_caller]
pub const fn assert_no_secret(field: &Field, key: &str) {
    if matches!(field.ty, FieldType::Secret) {
        crate::const_text::ConstText::new("`")
            .push(key)
            .push("` does not go with a secret: `")
            .push(field.name)
            .push("` is stored encrypted, each value differently; help: remove `")
            .push(key)
            .push("`")
            .panic();
    }
}

/// `where` with a field whose type is known by now.
///
/// # Panics
/// As [`assert_size`].
#[track_caller]
pub const fn assert_condition(field: &Field) {
    if !matches!(field.ty, FieldType::Bool) || !field.required {
        refuse(field, "is no `bool`: `where` takes a field that is true or false; help: name another field");
    }
}

/// `related` with a field whose model is known by now.
///
/// # Panics
/// As [`assert_size`].
#[track_caller]
pub const fn assert_stored<T: Model>(name: &str) {
    if T::META.position(name).is_none() {
        crate::const_text::ConstText::new("`")
            .push(name)
            .push("` of `")
            .push(T::NAME)
            .push("` is not stored, so it cannot be read through a link; help: name a stored field")
            .panic();
    }
}

/// Checks that a link leads to a model that has the field: the emitted closure reads it.
pub const fn assert_path<M, T>(_: fn(&M) -> &T) {}

/// Checks one element of a schema: at compile time, at the element.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub const fn assert_element(entries: &[SchemaEntry], element: usize) {
    check_element(entries, element);
}
