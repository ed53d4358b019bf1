//! How one field is described, written and read.

use super::OptionalTime;
use super::read_selection;
use crate::{
    Backend, BackendId, BindingId, Extensible, ExternalBinding, ExternalIdField, Field, FieldValue, ReadError, Record, RecordId, Related,
    Role, RowRead, RowWrite, Selection, SelectionValues, Value,
};

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

impl<T> Column<T> {
    /// With a role.
    #[must_use]
    pub const fn role(mut self, role: Role) -> Self {
        self.field = self.field.role(role);
        self
    }
}

/// Name, column, label, and help (the empty text for none) of a field.
pub type Texts = [&'static str; 4];

const fn described<T: FieldValue>([name, column, label, help]: Texts) -> Field {
    with_help(Field::of::<T>(name, column, label), help)
}

const fn with_help(field: Field, help: &'static str) -> Field {
    if help.is_empty() { field } else { field.help(help) }
}

impl<T> Copy for Column<T> {}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// A field without a role.
#[must_use]
pub const fn column<T: FieldValue>(texts: Texts) -> Column<T> {
    Column { field: described::<T>(texts), write: T::write_to, read: T::read_from }
}

/// A field without a role that may have no value.
#[must_use]
pub const fn optional_column<T: FieldValue>(texts: Texts) -> Column<Option<T>> {
    column(texts)
}

/// A link to a record: the model alone is asked for something, so that it is the one that an error is about.
#[must_use]
pub const fn record_id_column<R: Record>(texts: Texts) -> Column<RecordId<R>> {
    column(texts)
}

/// A link to a record that may have no value.
#[must_use]
pub const fn optional_record_id_column<R: Record>(texts: Texts) -> Column<Option<RecordId<R>>> {
    column(texts)
}

/// A link to a backend.
#[must_use]
pub const fn backend_id_column<B: Backend>(texts: Texts) -> Column<BackendId<B>> {
    column(texts)
}

/// A link to a backend that may have no value.
#[must_use]
pub const fn optional_backend_id_column<B: Backend>(texts: Texts) -> Column<Option<BackendId<B>>> {
    column(texts)
}

/// A link to a binding.
#[must_use]
pub const fn binding_id_column<T: ExternalBinding>(texts: Texts) -> Column<BindingId<T>> {
    column(texts)
}

/// A link to a binding that may have no value.
#[must_use]
pub const fn optional_binding_id_column<T: ExternalBinding>(texts: Texts) -> Column<Option<BindingId<T>>> {
    column(texts)
}

/// The role *backend* of a binding.
#[must_use]
pub const fn backend_column<X: ExternalBinding>(texts: Texts) -> Column<BackendId<X::Backend>> {
    column(texts).role(Role::Backend)
}

/// The role *record* of a binding.
#[must_use]
pub const fn record_column<X: ExternalBinding>(texts: Texts) -> Column<RecordId<X::Record>> {
    column(texts).role(Role::Record)
}

/// The role *`external_id`* of a binding that always has one.
#[must_use]
pub const fn external_id_column<X: ExternalBinding>(texts: Texts) -> Column<X::ExternalId> {
    external_column(texts)
}

/// The role *`external_id`* of a binding that can exist before its first export.
#[must_use]
pub const fn optional_external_id_column<X: ExternalBinding>(texts: Texts) -> Column<Option<X::ExternalId>> {
    external_column(texts)
}

/// The role *`external_id`* of a binding, by its type.
#[must_use]
pub const fn external_column<F: ExternalIdField>(texts: Texts) -> Column<F> {
    Column {
        field: with_help(crate::external_id::describe_role::<F>(texts[0], texts[1], texts[2]), texts[3]),
        write: crate::external_id::write_role::<F>,
        read: crate::external_id::read_role::<F>,
    }
}

/// The role *version* of a backend whose versions are closed.
#[must_use]
pub const fn version_column<X: Backend>(texts: Texts) -> Column<X::Version> {
    closed_column::<X::Version>(described::<Extensible<X::Version>>(texts).role(Role::Version))
}

/// The role *version* of a backend whose versions are closed, and that may have none.
#[must_use]
pub const fn optional_version_column<X: Backend>(texts: Texts) -> Column<Option<X::Version>> {
    let mut field = version_column::<X>(texts).field;
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
    field = field.values(Some(SelectionValues::closed::<S>()));
    field.fits = |value| read_selection::<S>(&mut crate::ValueReader::new(std::slice::from_ref(value))).map(drop);
    Column { field, write: |value, row| row.selection(value.value()), read: read_selection }
}

/// The role *version* of a backend whose versions are open.
#[must_use]
pub const fn open_version_column<X: Backend>(texts: Texts) -> Column<Extensible<X::Version>> {
    column(texts).role(Role::Version)
}

/// The role *version* of a backend whose versions are open, and that may have none.
#[must_use]
pub const fn optional_open_version_column<X: Backend>(texts: Texts) -> Column<Option<Extensible<X::Version>>> {
    column(texts).role(Role::Version)
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

/// A type that is `Option<DateTime<Utc>>`, by whatever name.
#[diagnostic::on_unimplemented(
    message = "a date of a binding is `Option<DateTime<Utc>>`, and not `{Self}`",
    label = "expected `Option<DateTime<Utc>>`",
    note = "help: write `Option<DateTime<Utc>>`, with `DateTime` and `Utc` of chrono"
)]
pub trait TimeRole: FieldValue {}

impl TimeRole for OptionalTime {}

/// A type that is `String`, by whatever name.
#[diagnostic::on_unimplemented(
    message = "the name of a backend is a `String`, and not `{Self}`",
    label = "expected `String`",
    note = "help: write `String`"
)]
pub trait NameRole: FieldValue {}

impl NameRole for String {}

/// The role *name* of a backend.
#[must_use]
pub const fn name_column<T: NameRole>(texts: Texts) -> Column<T> {
    column(texts).role(Role::Name)
}

/// The role *`sync_date`* of a binding.
#[must_use]
pub const fn sync_date_column<T: TimeRole>(texts: Texts) -> Column<T> {
    column(texts).role(Role::SyncDate)
}

/// The role *`external_updated_at`* of a binding.
#[must_use]
pub const fn external_updated_at_column<T: TimeRole>(texts: Texts) -> Column<T> {
    column(texts).role(Role::ExternalUpdatedAt)
}

/// Reads a field through a link.
pub type ReadRelated<T> = fn(&mut dyn RowRead) -> Result<Related<T>, ReadError>;

/// How a field of the type `Related<T>` is read.
#[must_use]
pub const fn related_column<T: FieldValue>() -> ReadRelated<T> {
    Related::read_from
}

/// What can be the default of a field of type `T`: whatever becomes one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no default for a field of type `{T}`",
    label = "expected something that becomes `{T}`",
    note = "help: write a value of its type: the variant of a selection, `\"...\".to_owned()` for a text that is optional, `Json(...)` for a document"
)]
pub trait DefaultFor<T> {
    /// The value.
    fn into_field(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T, D: Into<T>> DefaultFor<T> for D {
    fn into_field(self) -> T {
        self.into()
    }
}

/// The value of `#[field(default = …)]`, for a field of type `T`.
pub fn default_value<T, D: DefaultFor<T>>(column: Column<T>, default: D) -> Value {
    let mut values: Vec<Value> = Vec::with_capacity(1);
    (column.write)(&default.into_field(), &mut values);
    values.pop().unwrap_or(Value::Null)
}

/// What the emitted code of a model with a mistake reads: nothing.
///
/// # Errors
/// Always.
pub fn unreadable<T>() -> Result<T, ReadError> {
    Err(ReadError::new("the model has a mistake"))
}
