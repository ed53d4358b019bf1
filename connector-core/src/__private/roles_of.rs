//! The roles of a binding: all that its derive gives, from which the trait's methods take what they need.

use std::any::Any;

use super::OptionalTime;
use crate::{BackendId, ExternalBinding, RecordId};

/// The values of a binding's roles.
pub struct Roles<'a, T: ExternalBinding> {
    /// The backend it is on.
    pub backend: BackendId<T::Backend>,
    /// The record it links; `None` for a `direct` binding.
    pub record: Option<&'a RecordId<T::Record>>,
    /// Its ID on the backend.
    pub external_id: Option<&'a T::ExternalId>,
    /// When both sides were last in step.
    pub sync_date: OptionalTime,
    /// When the external system last changed it.
    pub external_updated_at: OptionalTime,
}

/// The fields of a binding's roles, to be changed; `None` for a role that it does not have.
pub struct RolesMut<'a, T: ExternalBinding> {
    /// The backend it is on.
    pub backend: Option<&'a mut BackendId<T::Backend>>,
    /// The record it links.
    pub record: Option<&'a mut RecordId<T::Record>>,
    /// Its ID on the backend.
    pub external_id: Option<ExternalIdMut<'a, T::ExternalId>>,
    /// When both sides were last in step.
    pub sync_date: Option<&'a mut OptionalTime>,
    /// When the external system last changed it.
    pub external_updated_at: Option<&'a mut OptionalTime>,
}

/// The field of the role *`external_id`*.
pub enum ExternalIdMut<'a, E> {
    /// Of a binding that always has one.
    Required(&'a mut E),
    /// Of a binding that can exist before its first export.
    Optional(&'a mut Option<E>),
}

impl<T: ExternalBinding> Roles<'_, T> {
    /// Of a model with a mistake: nobody will run what is made of it.
    #[must_use]
    pub const fn none() -> Self {
        Self { backend: BackendId::new(0), record: None, external_id: None, sync_date: None, external_updated_at: None }
    }
}

impl<T: ExternalBinding> RolesMut<'_, T> {
    /// Of a model with a mistake: nobody will run what is made of it.
    #[must_use]
    pub const fn none() -> Self {
        Self { backend: None, record: None, external_id: None, sync_date: None, external_updated_at: None }
    }
}

/// A date of a binding, by whatever name its type goes. The column of the field has asked whether it is one, and asking
/// again would tell the mistake twice.
#[must_use]
pub fn time<T: 'static>(field: &T) -> OptionalTime {
    (field as &dyn Any).downcast_ref::<OptionalTime>().copied().flatten()
}

/// A date of a binding, to be changed.
#[must_use]
pub fn time_mut<T: 'static>(field: &mut T) -> Option<&mut OptionalTime> {
    (field as &mut dyn Any).downcast_mut::<OptionalTime>()
}

/// The name of a backend, by whatever name its type goes.
#[must_use]
pub fn name<T: 'static>(field: &T) -> &str {
    (field as &dyn Any).downcast_ref::<String>().map_or("", String::as_str)
}
