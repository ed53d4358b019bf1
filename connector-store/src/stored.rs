//! Values with their identity.

use std::fmt;
use std::ops::{Deref, DerefMut};

use connector_core::{BindingId, Changes, ExternalBinding, Model};

use crate::Error;

/// A row: the value with its ID.
pub struct Stored<T: Model> {
    id: T::Id,
    value: T,
}

impl<T: Model> Stored<T> {
    pub(crate) fn new(id: T::Id, value: T) -> Self {
        Self { id, value }
    }

    /// Its ID.
    #[must_use]
    pub fn id(&self) -> T::Id {
        self.id.clone()
    }

    /// The value alone.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T: Model> Deref for Stored<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// Changing the value changes nothing in the store: hand the difference to `update`.
impl<T: Model> DerefMut for Stored<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: Model + Clone> Clone for Stored<T> {
    fn clone(&self) -> Self {
        Self { id: self.id.clone(), value: self.value.clone() }
    }
}

impl<T: Model + PartialEq> PartialEq for Stored<T> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.value == other.value
    }
}

impl<T: Model + fmt::Debug> fmt::Debug for Stored<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored").field("id", &self.id).field("value", &self.value).finish()
    }
}

/// A binding together with the record that it links.
pub struct Linked<T: ExternalBinding> {
    /// The ID of the binding.
    pub id: BindingId<T>,
    /// The binding.
    pub binding: T,
    /// The record.
    pub record: Stored<T::Record>,
}

impl<T: ExternalBinding + fmt::Debug> fmt::Debug for Linked<T>
where
    T::Record: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linked").field("id", &self.id).field("binding", &self.binding).field("record", &self.record).finish()
    }
}

/// What became of one value of a [`put_many`](crate::Tx::put_many).
#[derive(Debug)]
pub enum Outcome<T: Model> {
    /// A new row.
    Created(T::Id),
    /// A row that was there, and got other values.
    Updated(T::Id, Changes<T>),
    /// A row that was there with these values: nothing was written.
    Unchanged(T::Id),
    /// Not taken, and why. The others are.
    Refused(Error),
}

impl<T: Model> Outcome<T> {
    /// The ID of the row.
    ///
    /// # Errors
    /// Why it was refused.
    pub fn into_id(self) -> Result<T::Id, Error> {
        match self {
            Self::Created(id) | Self::Updated(id, _) | Self::Unchanged(id) => Ok(id),
            Self::Refused(error) => Err(error),
        }
    }
}
