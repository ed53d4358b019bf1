//! What emitted code uses. Not for anybody else: it changes without notice.

pub use std;

pub use chrono;
pub use inventory;
pub use serde;

use crate::schema::check_element;
use crate::{
    Backend, BackendId, ExternalBinding, ExternalId, ExternalIdField, Field, FieldDefault, FieldValue, Model, ReadError, Record,
    RecordId, RowRead, RowWrite, SchemaEntry, Selection, UnknownValue, Value,
};

use chrono::{DateTime, Utc};

/// The type of the synchronization date and of the remote's own date.
pub type OptionalTime = Option<DateTime<Utc>>;

/// Stands for what is missing, so that a model with a mistake is still a model and its uses give no errors of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {}

impl Model for Missing {
    type Id = BackendId<Self>;
    const KIND: crate::ModelKind = crate::ModelKind::Backend;
    const NAME: &'static str = "";
    const DESCRIPTION: &'static str = "";
    const TABLE: &'static str = "";
    const FIELDS: &'static [Field] = &[];
    const UNIQUE: &'static [crate::Unique] = &[];
    fn write_to(&self, _: &mut dyn RowWrite) {
        match *self {}
    }
    fn read_from(_: &mut dyn RowRead) -> Result<Self, ReadError> {
        Err(ReadError::new("missing"))
    }
}

impl Backend for Missing {
    type Version = crate::NoVersion;
    fn name(&self) -> &str {
        match *self {}
    }
    fn version(&self) -> Option<crate::Extensible<crate::NoVersion>> {
        match *self {}
    }
}

impl ExternalId for Missing {
    const INTEGER: bool = true;
    fn to_external(&self) -> crate::ExternalValue<'_> {
        match *self {}
    }
    fn from_external(_: crate::ExternalValue<'_>) -> Result<Self, ReadError> {
        Err(ReadError::new("missing"))
    }
}

/// Fails to compile, at the type, unless the store can keep it.
pub const fn assert_field<T: FieldValue>() {}
/// Fails to compile, at the type, unless it is a backend.
pub const fn assert_backend<T: Backend>() {}
/// Fails to compile, at the type, unless it is a record.
pub const fn assert_record<T: Record>() {}
/// Fails to compile, at the type, unless it can be an external ID.
pub const fn assert_external_id<T: ExternalIdField>() {}
/// Fails to compile, at the type, unless it is a selection.
pub const fn assert_selection<T: Selection>() {}

/// Describes the role *`external_id`*.
#[must_use]
pub const fn external_id_field<F: ExternalIdField>(name: &'static str, column: &'static str, label: &'static str) -> Field {
    crate::external_id::describe_role::<F>(name, column, label)
}

/// Writes the role *`external_id`*.
pub fn write_external_id<F: ExternalIdField>(field: &F, row: &mut dyn RowWrite) {
    crate::external_id::write_role(field, row);
}

/// Reads the role *`external_id`*.
///
/// # Errors
/// [`ReadError`] when what is kept is no ID of that type.
pub fn read_external_id<F: ExternalIdField>(row: &mut dyn RowRead) -> Result<F, ReadError> {
    crate::external_id::read_role(row)
}

/// The value of `#[field(default = …)]`, for a field of type `T`.
pub fn default_value<T: FieldValue, D: FieldDefault<T>>(default: D) -> Value {
    default.into_value()
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

/// Checks that an added value is none of the base's: at compile time, at the value.
///
/// # Panics
/// In a constant, where it is a compile error.
#[track_caller]
pub const fn assert_new_value<Added: Selection>(value: &str, variant: &str) {
    let base = <Added::Base as Selection>::OPTIONS;
    let mut i = 0;
    while i < base.len() {
        if crate::field::same_text(base[i].value, value) {
            crate::const_text::ConstText::new("the value \"")
                .push(value)
                .push("\" of `")
                .push(Added::NAME)
                .push("::")
                .push(variant)
                .push("` is already a value of `")
                .push(<Added::Base as Selection>::NAME)
                .push("` (")
                .push(base[i].label)
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

/// The backend of a `BackendId<B>`, the record of a `RecordId<R>`: for role fields whose type is an alias.
pub trait BackendRole {
    /// The backend.
    type Backend: Backend;
    /// The ID.
    fn id(&self) -> BackendId<Self::Backend>;
    /// The role from an ID.
    fn from_id(id: BackendId<Self::Backend>) -> Self;
}

impl<B: Backend> BackendRole for BackendId<B> {
    type Backend = B;
    fn id(&self) -> BackendId<B> {
        *self
    }
    fn from_id(id: BackendId<B>) -> Self {
        id
    }
}

/// As [`BackendRole`], of records.
pub trait RecordRole {
    /// The record.
    type Record: Record;
    /// The ID.
    fn id(&self) -> &RecordId<Self::Record>;
    /// The role from an ID.
    fn from_id(id: RecordId<Self::Record>) -> Self;
}

impl<R: Record> RecordRole for RecordId<R> {
    type Record = R;
    fn id(&self) -> &RecordId<R> {
        self
    }
    fn from_id(id: RecordId<R>) -> Self {
        id
    }
}

/// What a related field reads: the type of `Related<T>`.
pub const fn assert_related<T: FieldValue>() {}

/// Checks that a link leads to a model that has the field: the emitted closure reads it.
pub const fn assert_path<M, T>(_: fn(&M) -> &T) {}

/// The model that a typed ID leads to.
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
