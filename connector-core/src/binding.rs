//! One record on one backend.

use chrono::{DateTime, Utc};

use crate::{Backend, BackendId, BindingId, ExternalId, ExternalKey, Model, Record, RecordId, Standalone};

/// Links one record to its ID on one backend, and remembers when both were last in step. Given by
/// `derive(ExternalBinding)`.
///
/// Deleting the record deletes its bindings, and a backend that has bindings cannot be deleted; `#[field(ondelete = …)]` on
/// the field says otherwise.
///
/// ```
/// use connector_core::{ExternalBinding, ExternalKey};
///
/// fn told<T: ExternalBinding>(binding: &T) -> String {
///     match binding.external_key() {
///         Some(key) => key.to_string(),
///         None => format!("a {} that was never exported", T::NAME),
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no external binding",
    label = "no external binding",
    note = "help: add `#[derive(ExternalBinding)]` to `{Self}`"
)]
pub trait ExternalBinding: Model<Id = BindingId<Self>> + Standalone {
    /// The kind of backend it is on.
    type Backend: Backend;
    /// The record it links; [`NoRecord`](crate::NoRecord) for a `direct` binding.
    type Record: Record;
    /// The type of the ID on the backend.
    type ExternalId: ExternalId;

    /// The backend it is on.
    fn backend_id(&self) -> BackendId<Self::Backend>;
    /// The record it links; `None` for a `direct` binding.
    fn record_id(&self) -> Option<&RecordId<Self::Record>>;
    /// Its ID on the backend; `None` before its first export.
    fn external_id(&self) -> Option<&Self::ExternalId>;
    /// When both sides were last in step.
    fn sync_date(&self) -> Option<DateTime<Utc>>;
    /// When the external system last changed it, by its own clock; `None` where the binding has no field for it.
    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        None
    }

    /// Puts it on a backend.
    fn set_backend_id(&mut self, id: BackendId<Self::Backend>);
    /// Links a record; nothing for a `direct` binding.
    fn set_record_id(&mut self, id: RecordId<Self::Record>);
    /// Gives it an external ID.
    fn set_external_id(&mut self, id: Self::ExternalId);
    /// Remembers when both sides were last in step.
    fn set_sync_date(&mut self, date: Option<DateTime<Utc>>);
    /// Remembers when the external system last changed it; nothing where the binding has no field for it.
    fn set_external_updated_at(&mut self, _date: Option<DateTime<Utc>>) {}

    /// The uniqueness key; `None` before its first export.
    fn external_key(&self) -> Option<ExternalKey<Self>> {
        self.external_id().map(|id| ExternalKey::new(self.backend_id(), id.clone()))
    }
}

/// An external binding that links a record: every one that is not `direct`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` links no record",
    label = "a `direct` binding",
    note = "help: take `direct` out of its `#[binding(...)]` and give it a field `record_id: RecordId<…>`, or call what works without a record"
)]
pub trait RecordBinding: ExternalBinding {}
