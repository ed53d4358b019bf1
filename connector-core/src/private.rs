//! What emitted code uses. Not for anybody else: it changes without notice.

pub use std;

pub use chrono;
pub use inventory;
pub use serde;

use crate::schema::check_element;
use crate::{
    Addition, Backend, BackendId, Extensible, ExternalBinding, ExternalId, ExternalIdField, ExternalValue, Field, FieldType, FieldValue,
    Model, ReadError, Record, RecordId, Related, RowRead, RowWrite, SchemaEntry, Selection, SelectionOption, UnknownValue, Value,
};

use chrono::{DateTime, Utc};

/// `str`, where the user has a type of that name.
pub type Str = str;

/// The type of the synchronization date and of the remote's own date.
pub type OptionalTime = Option<DateTime<Utc>>;

/// How one field of the type `T` is described, written and read.
///
/// The emitted code makes one constant of it for each field, which is the only place where it asks anything of the
/// field's type: so a type that cannot be stored is one error, at the type. `T` has no bound for the same reason.
pub struct Column<T> {
    /// What the model says of the field.
    pub field: Field,
    /// Writes the value.
    pub write: fn(&T, &mut dyn RowWrite),
    /// Reads the value.
    pub read: fn(&mut dyn RowRead) -> Result<T, ReadError>,
}

impl<T> Copy for Column<T> {}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// A field without a role.
#[must_use]
pub const fn column<T: FieldValue>(name: &'static str, column: &'static str, label: &'static str) -> Column<T> {
    Column { field: Field::of::<T>(name, column, label), write: T::write_to, read: T::read_from }
}

/// A field without a role that may have no value.
#[must_use]
pub const fn optional_column<T: FieldValue>(name: &'static str, column: &'static str, label: &'static str) -> Column<Option<T>> {
    self::column(name, column, label)
}

/// The role *backend* of a binding.
#[must_use]
pub const fn backend_column<X: ExternalBinding>(
    name: &'static str,
    column: &'static str,
    label: &'static str,
) -> Column<BackendId<X::Backend>> {
    self::column(name, column, label)
}

/// The role *record* of a binding.
#[must_use]
pub const fn record_column<X: ExternalBinding>(
    name: &'static str,
    column: &'static str,
    label: &'static str,
) -> Column<RecordId<X::Record>> {
    self::column(name, column, label)
}

/// The role *`external_id`* of a binding that always has one.
#[must_use]
pub const fn external_id_column<X: ExternalBinding>(
    name: &'static str,
    column: &'static str,
    label: &'static str,
) -> Column<X::ExternalId> {
    external_column(name, column, label)
}

/// The role *`external_id`* of a binding that can exist before its first export.
#[must_use]
pub const fn optional_external_id_column<X: ExternalBinding>(
    name: &'static str,
    column: &'static str,
    label: &'static str,
) -> Column<Option<X::ExternalId>> {
    external_column(name, column, label)
}

/// The role *`external_id`* of a binding, by its type.
#[must_use]
pub const fn external_column<F: ExternalIdField>(name: &'static str, column: &'static str, label: &'static str) -> Column<F> {
    Column {
        field: crate::external_id::describe_role::<F>(name, column, label),
        write: crate::external_id::write_role::<F>,
        read: crate::external_id::read_role::<F>,
    }
}

/// The role *version* of a backend whose versions are closed.
#[must_use]
pub const fn version_column<X: Backend>(name: &'static str, column: &'static str, label: &'static str) -> Column<X::Version> {
    closed_column::<X::Version>(Field::of::<Extensible<X::Version>>(name, column, label))
}

/// The role *version* of a backend whose versions are closed, and that may have none.
#[must_use]
pub const fn optional_version_column<X: Backend>(
    name: &'static str,
    column: &'static str,
    label: &'static str,
) -> Column<Option<X::Version>> {
    let mut field = version_column::<X>(name, column, label).field;
    field.required = false;
    Column {
        field,
        write: |value, row| match value {
            Some(value) => row.selection(value.value()),
            None => row.null(),
        },
        read: |row| {
            if row.is_null() {
                row.skip();
                return Ok(None);
            }
            read_selection(row).map(Some)
        },
    }
}

const fn closed_column<S: Selection>(mut field: Field) -> Column<S> {
    field.options = Some(options::<S>);
    field.fits = |value| read_selection::<S>(&mut crate::ValueReader::new(std::slice::from_ref(value))).map(drop);
    Column { field, write: |value, row| row.selection(value.value()), read: read_selection }
}

/// The role *version* of a backend whose versions are open.
#[must_use]
pub const fn open_version_column<X: Backend>(
    name: &'static str,
    column: &'static str,
    label: &'static str,
) -> Column<Extensible<X::Version>> {
    self::column(name, column, label)
}

/// The role *version* of a backend whose versions are open, and that may have none.
#[must_use]
pub const fn optional_open_version_column<X: Backend>(
    name: &'static str,
    column: &'static str,
    label: &'static str,
) -> Column<Option<Extensible<X::Version>>> {
    self::column(name, column, label)
}

/// A closed version as an open one.
#[must_use]
pub fn open_version<X: Backend>(version: &X::Version) -> Extensible<X::Version> {
    Extensible::from(*version)
}

/// A closed version as an open one, where there is one.
#[must_use]
pub fn optional_open_version<X: Backend>(version: &Option<X::Version>) -> Option<Extensible<X::Version>> {
    version.map(Extensible::from)
}

/// A date of a binding: a column, and how its value is taken and put.
pub struct TimeColumn<T> {
    /// As any other field.
    pub column: Column<T>,
    /// Takes the date.
    pub get: fn(&T) -> OptionalTime,
    /// Puts a date in.
    pub set: fn(&mut T, OptionalTime),
}

/// A type that is `Option<DateTime<Utc>>`, by whatever name.
#[diagnostic::on_unimplemented(
    message = "a date of a binding is `Option<DateTime<Utc>>`, and not `{Self}`",
    label = "expected `Option<DateTime<Utc>>`",
    note = "help: write `Option<DateTime<Utc>>`, with `DateTime` and `Utc` of chrono"
)]
pub trait TimeRole: FieldValue + 'static {
    /// Takes the date.
    fn get(&self) -> OptionalTime;
    /// Puts a date in.
    fn set(&mut self, time: OptionalTime);
}

impl TimeRole for OptionalTime {
    fn get(&self) -> OptionalTime {
        *self
    }
    fn set(&mut self, time: OptionalTime) {
        *self = time;
    }
}

/// The roles *`sync_date`* and *`external_updated_at`* of a binding.
#[must_use]
pub const fn time_column<T: TimeRole>(name: &'static str, column: &'static str, label: &'static str) -> TimeColumn<T> {
    TimeColumn { column: self::column(name, column, label), get: T::get, set: T::set }
}

/// Reads a field through a link.
pub type ReadRelated<T> = fn(&mut dyn RowRead) -> Result<Related<T>, ReadError>;

/// How a field of the type `Related<T>` is read.
#[must_use]
pub const fn related_column<T: FieldValue>() -> ReadRelated<T> {
    Related::read_from
}

/// The value of `#[field(default = …)]`, for a field of type `T`.
pub fn default_value<T, D: Into<T>>(column: Column<T>, default: D) -> Value {
    let mut values: Vec<Value> = Vec::with_capacity(1);
    (column.write)(&default.into(), &mut values);
    values.pop().unwrap_or(Value::Null)
}

/// What the emitted code of a model with a mistake reads: nothing.
///
/// # Errors
/// Always.
pub fn unreadable<T>() -> Result<T, ReadError> {
    Err(ReadError::new("the model has a mistake"))
}

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

/// The values of a selection.
#[must_use]
pub fn options<S: Selection>() -> Vec<&'static SelectionOption> {
    S::OPTIONS.iter().collect()
}

/// The option of a variant, for `parent` and `after` of an addition to `B`.
pub fn option_of<B, V: Selection<Base = B>>(variant: V) -> &'static SelectionOption {
    variant.option()
}

/// The parent of an added value.
pub fn parent_of<V: Selection>(variant: V) -> Option<Extensible<V::Base>> {
    variant.option().parent().map(Extensible::of)
}

/// Reads a value of a selection from a document.
///
/// # Errors
/// When it is no text, or no value of the selection.
pub fn deserialize_selection<'de, S: Selection, D: serde::Deserializer<'de>>(deserializer: D) -> Result<S, D::Error> {
    let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
    parse_selection(&text).map_err(serde::de::Error::custom)
}

/// An external ID around another one.
pub struct Inner<T> {
    /// Whether it is kept as an integer.
    pub integer: bool,
    /// What is kept of it.
    pub to_external: for<'a> fn(&'a T) -> ExternalValue<'a>,
    /// Back from what is kept.
    pub from_external: fn(ExternalValue<'_>) -> Result<T, ReadError>,
}

/// What an external ID has from the one inside of it: the one place where the emitted code asks anything of that type.
#[must_use]
pub const fn inner<T: ExternalId>() -> Inner<T> {
    Inner { integer: T::INTEGER, to_external: T::to_external, from_external: T::from_external }
}

/// What is kept of an external ID in a field without a role.
#[must_use]
pub const fn external_type<E: ExternalId>() -> FieldType {
    if E::INTEGER { FieldType::Int } else { FieldType::Text }
}

/// Writes an external ID in a field without a role.
pub fn write_external<E: ExternalId>(id: &E, row: &mut dyn RowWrite) {
    match id.to_external() {
        ExternalValue::Int(value) => row.int(value),
        ExternalValue::Text(value) => row.text(&value),
    }
}

/// Reads an external ID in a field without a role.
///
/// # Errors
/// [`ReadError`] when what is kept is no ID of that type.
pub fn read_external<E: ExternalId>(row: &mut dyn RowRead) -> Result<E, ReadError> {
    let value = if E::INTEGER { ExternalValue::Int(row.int()?) } else { ExternalValue::Text(row.text()?.into()) };
    E::from_external(value)
}

/// Takes a value of a selection from a row.
///
/// # Errors
/// [`ReadError`] when what is kept is no value of it.
pub fn read_selection<S: Selection>(row: &mut dyn RowRead) -> Result<S, ReadError> {
    parse_selection(row.text()?).map_err(|error| ReadError::new(error.to_string()))
}

/// Takes a value of a selection from its text.
///
/// # Errors
/// [`UnknownValue`] when it is none.
pub fn parse_selection<S: Selection>(text: &str) -> Result<S, UnknownValue> {
    S::from_value(text).ok_or_else(|| UnknownValue::new(S::NAME, text, S::OPTIONS.iter().map(|option| option.value), false))
}

/// Name and values of a selection.
pub type Values = (&'static str, &'static [SelectionOption]);

/// What is asked of an enum that adds values, where it is a selection; [`NotAdded`] answers where it is none for want of a
/// derive, which is told by [`selection_derives`] alone.
pub struct Added<V>(std::marker::PhantomData<V>);

impl<V: Selection> Added<V> {
    /// What it adds.
    pub const ADDITION: Addition = Addition::of::<V>();
    /// What it adds to.
    pub const BASE: Values = (<V::Base as Selection>::NAME, <V::Base as Selection>::OPTIONS);
}

/// As [`Added`], of any type: nothing.
pub trait NotAdded {
    /// Nothing that anybody looks for.
    const ADDITION: Addition = Addition::of::<crate::NoVersion>();
    /// No value.
    const BASE: Values = ("", &[]);
}

impl<V> NotAdded for Added<V> {}

/// Checks that an added value is none of the base's: at compile time, at the value.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub const fn assert_new_value((base, values): Values, added: &str, value: &str, variant: &str) {
    let mut i = 0;
    while i < values.len() {
        if crate::field::same_text(values[i].value, value) {
            crate::const_text::ConstText::new("the value \"")
                .push(value)
                .push("\" of `")
                .push(added)
                .push("::")
                .push(variant)
                .push("` is already a value of `")
                .push(base)
                .push("` (")
                .push(values[i].label)
                .push("): give it another value")
                .panic();
        }
        i += 1;
    }
}

/// Checks one element of a schema: at compile time, at the element.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub const fn assert_element(entries: &[SchemaEntry], element: usize) {
    check_element(entries, element);
}

/// The backend of a `BackendId<B>`: for a role field whose type is an alias.
#[diagnostic::on_unimplemented(
    message = "the backend of a binding is a `BackendId<...>`, and not `{Self}`",
    label = "expected `BackendId<...>`",
    note = "help: write `BackendId<MyBackend>`, where `MyBackend` derives `Backend`"
)]
pub trait BackendRole: FieldValue {
    /// The backend.
    type Backend: Backend;
    /// Takes the ID.
    fn get(&self) -> BackendId<Self::Backend>;
    /// Puts an ID in.
    fn set(&mut self, id: BackendId<Self::Backend>);
}

impl<B: Backend> BackendRole for BackendId<B> {
    type Backend = B;
    fn get(&self) -> Self {
        *self
    }
    fn set(&mut self, id: Self) {
        *self = id;
    }
}

/// The role *backend* of a binding, by an alias.
#[must_use]
pub const fn backend_alias_column<T: BackendRole>(name: &'static str, column: &'static str, label: &'static str) -> Column<T> {
    self::column(name, column, label)
}

/// The role *record* of a binding, by an alias.
#[must_use]
pub const fn record_alias_column<T: RecordRole>(name: &'static str, column: &'static str, label: &'static str) -> Column<T> {
    self::column(name, column, label)
}

/// The record of a `RecordId<R>`: for a role field whose type is an alias.
#[diagnostic::on_unimplemented(
    message = "the record of a binding is a `RecordId<...>`, and not `{Self}`",
    label = "expected `RecordId<...>`",
    note = "help: write `RecordId<MyRecord>`, where `MyRecord` derives `Record`"
)]
pub trait RecordRole: FieldValue {
    /// The record.
    type Record: Record;
    /// Takes the ID.
    fn get(&self) -> &RecordId<Self::Record>;
    /// Puts an ID in.
    fn set(&mut self, id: RecordId<Self::Record>);
}

impl<R: Record> RecordRole for RecordId<R> {
    type Record = R;
    fn get(&self) -> &Self {
        self
    }
    fn set(&mut self, id: Self) {
        *self = id;
    }
}

/// Checks that a link leads to a model that has the field: the emitted closure reads it.
pub const fn assert_path<M, T>(_: fn(&M) -> &T) {}

/// The model that a typed ID leads to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no link",
    label = "expected a typed ID",
    note = "help: a related field is read through a `RecordId<...>`, a `BackendId<...>` or a `BindingId<...>`"
)]
pub trait LinkRole {
    /// The model.
    type Model: Model;
}

impl<B: Backend> LinkRole for BackendId<B> {
    type Model = B;
}
impl<R: Record> LinkRole for RecordId<R> {
    type Model = R;
}
impl<T: ExternalBinding> LinkRole for crate::BindingId<T> {
    type Model = T;
}
#[diagnostic::do_not_recommend]
impl<L: LinkRole> LinkRole for Option<L> {
    type Model = L::Model;
}

/// What an enum derives beside `Selection`. A trait about `T` that another type has: of `T` itself the compiler would
/// propose to take `&T`.
#[diagnostic::on_unimplemented(
    message = "`{T}` does not derive all that `Selection` needs beside it",
    label = "a derive is missing",
    note = "help: write `#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]`"
)]
pub trait SelectionDerives<T> {}
#[diagnostic::do_not_recommend]
impl<T: Copy + Eq + std::fmt::Debug> SelectionDerives<T> for () {}

/// Says once, at the type, that a derive is missing.
pub const fn selection_derives<T>()
where
    (): SelectionDerives<T>,
{
}

/// What a struct derives beside `ExternalId`.
#[diagnostic::on_unimplemented(
    message = "`{T}` does not derive all that `ExternalId` needs beside it",
    label = "a derive is missing",
    note = "help: write `#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ExternalId)]`"
)]
pub trait ExternalIdDerives<T> {}
#[diagnostic::do_not_recommend]
impl<T: Clone + Ord + std::hash::Hash + std::fmt::Debug> ExternalIdDerives<T> for () {}

/// Says once, at the type, that a derive is missing.
pub const fn external_id_derives<T>()
where
    (): ExternalIdDerives<T>,
{
}

/// What an editor shows of a role's key.
#[allow(non_upper_case_globals)]
pub mod roles {
    /// How people call this backend: a `String`, unique among its kind.
    pub const name: () = ();
    /// Which dialect the backend speaks: a selection, `Extensible` of one, or `Option` of either.
    pub const version: () = ();
    /// The record that the binding links: `RecordId<R>`. Deleting the record deletes the binding, unless `ondelete` says
    /// otherwise.
    pub const record: () = ();
    /// The backend that the binding is on: `BackendId<B>`. A backend that has bindings cannot be deleted, unless `ondelete`
    /// says otherwise.
    pub const backend: () = ();
    /// The ID on the backend: an external ID, or `Option` of one where a binding exists before its first export.
    pub const external_id: () = ();
    /// When both sides were last in step: `Option<DateTime<Utc>>`. Imports and exports write it.
    pub const sync_date: () = ();
    /// When the external system last changed the record, by its own clock: `Option<DateTime<Utc>>`. Imports write it.
    pub const external_updated_at: () = ();
}
