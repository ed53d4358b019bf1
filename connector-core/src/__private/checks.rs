//! Checks of what was said of a field whose type says nothing by its name: compile errors, at the attribute.

use super::LinkRole;
use crate::schema::{check_element, entries};
use crate::{Field, FieldType, Model, ModelKind, ModelMeta, RelatedField, Schema, SchemaEntry};

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

/// A field of a `#[unique]` whose type is known by now.
///
/// # Panics
/// As [`assert_size`].
#[track_caller]
pub const fn assert_in_key(field: &Field) {
    match field.ty {
        FieldType::Secret => {
            refuse(field, "cannot be in a key: it is a secret, and stored encrypted; help: remove it from `#[unique(...)]`")
        }
        FieldType::Translated => {
            refuse(field, "cannot be in a key: it is a text in several languages; help: remove it from `#[unique(...)]`");
        }
        _ => {}
    }
}

/// What `related` reads, of a model that is known by its name; the emitted closure reads the field.
///
/// # Panics
/// As [`assert_size`], when the field is not stored.
#[track_caller]
#[must_use]
pub const fn related_of<M: Model, T>(name: &'static str, link: &'static str, source: &'static str, _: fn(&M) -> &T) -> RelatedField {
    // Not `META`, of which this becomes a part where a model links itself.
    let (mut stored, mut i) = (false, 0);
    while i < M::FIELDS.len() {
        stored = stored || crate::field::same_text(M::FIELDS[i].name, source);
        i += 1;
    }
    if !stored {
        crate::const_text::ConstText::new("`")
            .push(source)
            .push("` of `")
            .push(M::NAME)
            .push("` is not stored, so it cannot be read through a link; help: name a stored field")
            .panic();
    }
    RelatedField::of::<M>(name, link, source)
}

/// The same, of the model that an ID leads to, whose type is known by now.
///
/// # Panics
/// As [`related_of`].
#[track_caller]
#[must_use]
pub const fn related_through<M, L: LinkRole, T>(
    name: &'static str,
    link: &'static str,
    source: &'static str,
    _: fn(&M) -> &L,
    path: fn(&L::Model) -> &T,
) -> RelatedField {
    related_of::<L::Model, T>(name, link, source, path)
}

/// Checks one element of a schema: at compile time, at the element.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub const fn assert_element(entries: &[SchemaEntry], element: usize) {
    check_element(entries, element);
}

/// As [`assert_element`], of all that stands for one element of a list: of another schema.
///
/// # Panics
/// As there.
#[track_caller]
pub const fn assert_part(parts: &[&[SchemaEntry]], entries: &[SchemaEntry], part: usize) {
    let (before, through) = parts.split_at(part);
    let mut element = count_parts(before);
    let end = element + through[0].len();
    while element < end {
        check_element(entries, element);
        element += 1;
    }
}

/// What another schema lists.
#[must_use]
pub const fn entries_of(schema: &'static Schema) -> &'static [SchemaEntry] {
    entries(schema)
}

/// How many entries the parts have.
#[must_use]
pub const fn count_parts(parts: &[&[SchemaEntry]]) -> usize {
    let (mut count, mut part) = (0, 0);
    while part < parts.len() {
        count += parts[part].len();
        part += 1;
    }
    count
}

/// What stands in a list before it is filled.
const NOTHING: SchemaEntry = SchemaEntry::Model(&ModelMeta::new(ModelKind::Record, "", "", "", &[], &[]));

/// The entries of all parts: as many as [`count_parts`] says.
#[must_use]
pub const fn join_parts<const COUNT: usize>(parts: &[&[SchemaEntry]]) -> [SchemaEntry; COUNT] {
    let mut entries = [NOTHING; COUNT];
    let (mut part, mut place) = (0, 0);
    while part < parts.len() {
        let mut entry = 0;
        while entry < parts[part].len() {
            entries[place] = parts[part][entry];
            place += 1;
            entry += 1;
        }
        part += 1;
    }
    entries
}
