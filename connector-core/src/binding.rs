//! One record on one backend.

use chrono::{DateTime, Utc};

use crate::__private::{ExternalIdMut, Roles, RolesMut};
use crate::{Backend, BackendId, BindingId, ExternalId, ExternalKey, Model, Record, RecordId, Standalone};

/// Links one record to its ID on one backend, and remembers when both were last in step. Given by
/// [`derive(ExternalBinding)`](derive@crate::ExternalBinding), and by nothing else: what its methods have in common is not for other code.
///
/// It is what the Odoo connector calls `external.binding`, whose only field is the date: here all four roles are mandated, and
/// both keys (backend and external ID, backend and record) are there without being written.
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
    note = "help: add `#[derive(ExternalBinding)]` to `{Self}`; or, where it is a record, link it by `RecordId<{Self}>`, and a backend by `BackendId<{Self}>`"
)]
pub trait ExternalBinding: Model<Id = BindingId<Self>> + Standalone {
    /// The kind of backend it is on.
    type Backend: Backend;
    /// The record it links; [`NoRecord`](crate::NoRecord) for a `direct` binding.
    type Record: Record;
    /// The type of the ID on the backend.
    type ExternalId: ExternalId;

    /// The values of its roles, for the methods below.
    #[doc(hidden)]
    fn roles(&self) -> Roles<'_, Self>;
    /// The fields of its roles, for the methods below.
    #[doc(hidden)]
    fn roles_mut(&mut self) -> RolesMut<'_, Self>;

    /// The backend it is on.
    fn backend_id(&self) -> BackendId<Self::Backend> {
        self.roles().backend
    }
    /// The record it links; `None` for a `direct` binding.
    fn record_id(&self) -> Option<&RecordId<Self::Record>> {
        self.roles().record
    }
    /// Its ID on the backend; `None` before its first export.
    fn external_id(&self) -> Option<&Self::ExternalId> {
        self.roles().external_id
    }
    /// When both sides were last in step.
    fn sync_date(&self) -> Option<DateTime<Utc>> {
        self.roles().sync_date
    }
    /// When the external system last changed it, by its own clock; `None` where the binding has no field for it.
    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        self.roles().external_updated_at
    }

    /// Puts it on a backend.
    fn set_backend_id(&mut self, id: BackendId<Self::Backend>) {
        if let Some(field) = self.roles_mut().backend {
            *field = id;
        }
    }
    /// Links a record; nothing for a `direct` binding.
    fn set_record_id(&mut self, id: RecordId<Self::Record>) {
        if let Some(field) = self.roles_mut().record {
            *field = id;
        }
    }
    /// Gives it an external ID.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let mut binding = bound();
    /// binding.set_external_id(13);
    /// binding.set_record_id(RecordId::new(8));
    /// assert_eq!((binding.external_id, binding.record_id.get()), (Some(13), Some(8)));
    /// ```
    fn set_external_id(&mut self, id: Self::ExternalId) {
        match self.roles_mut().external_id {
            Some(ExternalIdMut::Required(field)) => *field = id,
            Some(ExternalIdMut::Optional(field)) => *field = Some(id),
            None => {}
        }
    }
    /// Remembers when both sides were last in step.
    fn set_sync_date(&mut self, date: Option<DateTime<Utc>>) {
        if let Some(field) = self.roles_mut().sync_date {
            *field = date;
        }
    }
    /// Remembers when the external system last changed it; nothing where the binding has no field for it.
    fn set_external_updated_at(&mut self, date: Option<DateTime<Utc>>) {
        if let Some(field) = self.roles_mut().external_updated_at {
            *field = date;
        }
    }

    /// The uniqueness key; `None` before its first export.
    ///
    /// ```
    #[doc = include_str!("../docs/shop.md")]
    /// let mut binding = bound();
    /// assert_eq!(binding.external_key().unwrap().to_string(), "shop.product 12 on backend 1");
    /// binding.external_id = None;
    /// assert_eq!(binding.external_key(), None);
    /// ```
    fn external_key(&self) -> Option<ExternalKey<Self>> {
        self.external_id().map(|id| ExternalKey::new(self.backend_id(), id.clone()))
    }
}

/// An external binding that links a record: every one that is not `direct`.
///
/// ```
#[doc = include_str!("../docs/shop.md")]
/// use connector_core::RecordBinding;
///
/// /// Of no use for a binding without a record: it does not compile with one.
/// fn record_of<T: RecordBinding>(binding: &T) -> &RecordId<T::Record> {
///     binding.record_id().expect("not `direct`")
/// }
///
/// assert_eq!(record_of(&bound()).get(), Some(7));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` links no record",
    label = "a `direct` binding",
    note = "help: take `direct` out of its `#[binding(...)]` and give it a field `record_id: RecordId<…>`, or call what works without a record"
)]
pub trait RecordBinding: ExternalBinding {}
