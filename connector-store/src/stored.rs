//! Values with their identity.

use std::fmt;
use std::ops::{Deref, DerefMut};

use connector_core::{BindingId, Changes, Extension, ExternalBinding, Model};

use crate::Error;

/// A row: the value with its ID.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// let mut chair = store.put(product("Chair")).await?;
/// assert_eq!(chair.title, "Chair"); // it is read as the value is
///
/// // Changing it changes nothing in the store.
/// chair.title = "Stool".into();
/// let id = chair.id();
/// assert_ne!(store.get::<Product>(&id).await?.unwrap(), chair);
/// let value: Product = chair.into_value();
#[doc = include_str!("../docs/close.md")]
/// ```
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
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// let chair = store.put(product("Chair")).await?.id();
/// store.put(bound(&chair, shop, Some(12))).await?;
///
/// let linked: Linked<ShopProduct> = store.binder(shop).linked(&12).await?.unwrap();
/// assert_eq!((linked.binding.external_id, linked.record.title.as_str()), (Some(12), "Chair"));
/// assert_eq!(linked.record.id(), chair);
#[doc = include_str!("../docs/close.md")]
/// ```
pub struct Linked<T: ExternalBinding> {
    /// The ID of the binding.
    pub id: BindingId<T>,
    /// The binding.
    pub binding: T,
    /// The record.
    pub record: Stored<T::Record>,
}

impl<T: ExternalBinding + Clone> Clone for Linked<T>
where
    T::Record: Clone,
{
    fn clone(&self) -> Self {
        Self { id: self.id, binding: self.binding.clone(), record: self.record.clone() }
    }
}

impl<T: ExternalBinding + PartialEq> PartialEq for Linked<T>
where
    T::Record: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.binding == other.binding && self.record == other.record
    }
}

impl<T: ExternalBinding + fmt::Debug> fmt::Debug for Linked<T>
where
    T::Record: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linked").field("id", &self.id).field("binding", &self.binding).field("record", &self.record).finish()
    }
}

/// A row together with what another crate adds to it.
///
/// Where the row has no extension yet and the extension has a `Default`, `extended.extension.unwrap_or_default()` is what it
/// would be.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// // `AcmeProduct` extends `Product`, with a field `shelf: Option<String>`.
/// let id = store.put(product("Chair")).await?.id();
/// let chair: Extended<AcmeProduct> = store.get_extended(&id).await?.unwrap();
/// assert_eq!((chair.model.title.as_str(), &chair.extension), ("Chair", &None));
///
/// store.extend(&id, AcmeProduct { shelf: Some("A 7".into()) }).await?;
/// let (chair, extension) = store.get_extended::<AcmeProduct>(&id).await?.unwrap().into_parts();
/// assert_eq!((chair.id(), extension.unwrap().shelf.as_deref()), (id, Some("A 7")));
#[doc = include_str!("../docs/close.md")]
/// ```
pub struct Extended<E: Extension> {
    /// The ID of the row, and of its extension.
    pub id: E::Id,
    /// The row.
    pub model: E::Of,
    /// The extension; `None` where the row was never extended.
    pub extension: Option<E>,
}

impl<E: Extension> Extended<E> {
    /// The row with its ID, as `get` reads it, and the extension.
    #[must_use]
    pub fn into_parts(self) -> (Stored<E::Of>, Option<E>) {
        (Stored::new(self.id, self.model), self.extension)
    }
}

impl<E: Extension + Clone> Clone for Extended<E>
where
    E::Of: Clone,
{
    fn clone(&self) -> Self {
        Self { id: self.id.clone(), model: self.model.clone(), extension: self.extension.clone() }
    }
}

impl<E: Extension + PartialEq> PartialEq for Extended<E>
where
    E::Of: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.model == other.model && self.extension == other.extension
    }
}

impl<E: Extension + fmt::Debug> fmt::Debug for Extended<E>
where
    E::Of: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extended").field("id", &self.id).field("model", &self.model).field("extension", &self.extension).finish()
    }
}

/// What became of one value of a [`put_many`](crate::Tx::put_many).
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// let shops = [Shop { name: "Basel".into() }, Shop { name: "Bern".into() }, Shop { name: String::new() }];
/// for (outcome, expected) in store.put_many(&shops).await?.into_iter().zip(["unchanged", "created", "refused"]) {
///     let told = match outcome {
///         Outcome::Created(_) => "created",
///         Outcome::Updated(..) => "updated",
///         Outcome::Unchanged(_) => "unchanged",
///         Outcome::Refused(_) => "refused",
///     };
///     assert_eq!(told, expected);
/// }
#[doc = include_str!("../docs/close.md")]
/// ```
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
    /// The ID of the row, where there is one.
    pub(crate) fn id(&self) -> Option<&T::Id> {
        match self {
            Self::Created(id) | Self::Updated(id, _) | Self::Unchanged(id) => Some(id),
            Self::Refused(_) => None,
        }
    }

    /// The outcome with the ID of the row, or why it was refused.
    pub(crate) fn accepted(self) -> Result<(T::Id, Self), Error> {
        match self {
            Self::Created(id) => Ok((id.clone(), Self::Created(id))),
            Self::Updated(id, changes) => Ok((id.clone(), Self::Updated(id, changes))),
            Self::Unchanged(id) => Ok((id.clone(), Self::Unchanged(id))),
            Self::Refused(error) => Err(error),
        }
    }

    /// The ID of the row.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let outcomes = store.put_many(&[product("Chair"), product("")]).await?;
    /// let ids: Vec<Result<RecordId<Product>, Error>> = outcomes.into_iter().map(Outcome::into_id).collect();
    /// assert!(ids[0].is_ok() && ids[1].is_err());
    #[doc = include_str!("../docs/close.md")]
    /// ```
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
