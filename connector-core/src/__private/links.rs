//! Roles and links by the name of an alias.

use super::{Column, Texts};
use crate::{Backend, BackendId, ExternalBinding, FieldValue, Model, Record, RecordId, Role};

/// The backend of a `BackendId<B>`: for a role field whose type is an alias.
#[diagnostic::on_unimplemented(
    message = "the backend of a binding is a `BackendId<...>`, and not `{Self}`",
    label = "expected `BackendId<...>`",
    note = "help: write `BackendId<MyBackend>`, where `MyBackend` derives `Backend`"
)]
pub trait BackendRole: FieldValue {
    /// The backend.
    type Backend: Backend;
    /// The ID.
    fn get(&self) -> BackendId<Self::Backend>;
    /// The ID, to be changed.
    fn get_mut(&mut self) -> &mut BackendId<Self::Backend>;
}

impl<B: Backend> BackendRole for BackendId<B> {
    type Backend = B;
    fn get(&self) -> Self {
        *self
    }
    fn get_mut(&mut self) -> &mut Self {
        self
    }
}

/// The role *backend* of a binding, by an alias.
#[must_use]
pub const fn backend_alias_column<T: BackendRole>(texts: Texts) -> Column<T> {
    super::column(texts).role(Role::Backend)
}

/// The role *record* of a binding, by an alias.
#[must_use]
pub const fn record_alias_column<T: RecordRole>(texts: Texts) -> Column<T> {
    super::column(texts).role(Role::Record)
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
    /// The ID.
    fn get(&self) -> &RecordId<Self::Record>;
    /// The ID, to be changed.
    fn get_mut(&mut self) -> &mut RecordId<Self::Record>;
}

impl<R: Record> RecordRole for RecordId<R> {
    type Record = R;
    fn get(&self) -> &Self {
        self
    }
    fn get_mut(&mut self) -> &mut Self {
        self
    }
}

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
