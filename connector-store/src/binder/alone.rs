//! The binder outside of a transaction.

use std::any::TypeId;

use chrono::Utc;
use connector_core::{BackendId, BindingId, ExternalBinding, RecordBinding, RecordId, to_microseconds};

use super::{bind_values, check_external, statements};
use crate::{Error, Linked, Store, Stored};

/// The binder of one binding on one backend, outside of a transaction: each call is one of its own.
///
/// Archived records are seen. `0` is a legal ID. An ID that is unknown is `None`, never an error.
///
/// It is what the Odoo connector calls the binder, with its `to_internal`, `to_external`, `bind` and `unwrap`. There, to bind a bound
/// record to another ID is silent; here it is refused.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// let chair = store.put(product("Chair")).await?.id();
/// let binding = store.put(bound(&chair, shop, None)).await?.id();
///
/// let binder = store.binder::<ShopProduct>(shop);
/// binder.bind(binding, &12).await?;
/// assert_eq!(binder.to_record(&12).await?, Some(chair.clone()));
/// assert_eq!(binder.to_external(&chair).await?, Some(12));
/// assert_eq!(binder.to_internal(&13).await?, None);
#[doc = include_str!("../../docs/close.md")]
/// ```
pub struct Binder<'s, T: ExternalBinding> {
    store: &'s Store,
    backend: BackendId<T::Backend>,
}

/// Passes each call on to a transaction of its own.
macro_rules! on_its_own {
    ($($(#[$doc:meta])* $how:ident $method:ident($($name:ident: $type:ty),*) -> $result:ty;)*) => {$(
        $(#[$doc])*
        pub async fn $method(&self, $($name: $type),*) -> Result<$result, Error> {
            on_its_own!(@$how self $method $($name)*)
        }
    )*};
    (@read $self:ident $method:ident $($name:ident)*) => {{
        let mut reading = $self.store.read().await?;
        reading.tx()?.binder::<T>($self.backend).$method($($name),*).await
    }};
    (@write $self:ident $method:ident $($name:ident)*) => {{
        let backend = $self.backend;
        $self.store.transaction(move |tx| Box::pin(async move { tx.binder::<T>(backend).$method($($name),*).await })).await
    }};
}

impl<'s, T: ExternalBinding> Binder<'s, T> {
    pub(crate) fn store(&self) -> &'s Store {
        self.store
    }

    /// The backend.
    #[must_use]
    pub fn backend(&self) -> BackendId<T::Backend> {
        self.backend
    }
}

impl<T: ExternalBinding + Send + Sync> Binder<'_, T> {
    /// See [`TxBinder::bind`](crate::TxBinder::bind).
    ///
    /// # Errors
    /// As there.
    pub async fn bind(&self, binding: BindingId<T>, id: &T::ExternalId) -> Result<(), Error> {
        if self.bind_by_itself(binding, id).await? {
            return Ok(());
        }
        let backend = self.backend;
        self.store.transaction(move |tx| Box::pin(async move { tx.binder::<T>(backend).bind(binding, id).await })).await
    }

    /// Binds in a statement that is a transaction by itself, where that can be done: whether it was.
    async fn bind_by_itself(&self, binding: BindingId<T>, id: &T::ExternalId) -> Result<bool, Error> {
        if check_external::<T>(id).is_err() {
            return Ok(false);
        }
        let Some(single) = self.store.single_write(T::META, TypeId::of::<T>()).await? else { return Ok(false) };
        let values = bind_values(self.backend, binding, id, to_microseconds(Utc::now()));
        single.update(&statements::<T>(&single.sql)?.bind, &values).await
    }

    on_its_own! {
        /// See [`TxBinder::to_internal`](crate::TxBinder::to_internal).
        ///
        /// # Errors
        /// As there.
        read to_internal(id: &T::ExternalId) -> Option<Stored<T>>;
        /// See [`TxBinder::to_internal_many`](crate::TxBinder::to_internal_many).
        ///
        /// # Errors
        /// As there.
        read to_internal_many(ids: &[T::ExternalId]) -> Vec<Option<Stored<T>>>;
        /// See [`TxBinder::bind_many`](crate::TxBinder::bind_many).
        ///
        /// # Errors
        /// As there.
        write bind_many(bindings: &[(BindingId<T>, T::ExternalId)]) -> Vec<Result<(), Error>>;
        /// See [`TxBinder::unbind`](crate::TxBinder::unbind).
        ///
        /// # Errors
        /// As there.
        write unbind(binding: BindingId<T>) -> ();
        /// See [`TxBinder::unbind_many`](crate::TxBinder::unbind_many).
        ///
        /// # Errors
        /// As there.
        write unbind_many(bindings: &[BindingId<T>]) -> Vec<Result<(), Error>>;
    }
}

impl<T: RecordBinding + Send + Sync> Binder<'_, T>
where
    T::Record: Send + Sync,
{
    on_its_own! {
        /// See [`TxBinder::to_record`](crate::TxBinder::to_record).
        ///
        /// # Errors
        /// As there.
        read to_record(id: &T::ExternalId) -> Option<RecordId<T::Record>>;
        /// See [`TxBinder::to_record_many`](crate::TxBinder::to_record_many).
        ///
        /// # Errors
        /// As there.
        read to_record_many(ids: &[T::ExternalId]) -> Vec<Option<RecordId<T::Record>>>;
        /// See [`TxBinder::to_external`](crate::TxBinder::to_external).
        ///
        /// # Errors
        /// As there.
        read to_external(record: &RecordId<T::Record>) -> Option<T::ExternalId>;
        /// See [`TxBinder::to_external_all`](crate::TxBinder::to_external_all).
        ///
        /// # Errors
        /// As there.
        read to_external_all(record: &RecordId<T::Record>) -> Vec<T::ExternalId>;
        /// See [`TxBinder::to_external_many`](crate::TxBinder::to_external_many).
        ///
        /// # Errors
        /// As there.
        read to_external_many(records: &[RecordId<T::Record>]) -> Vec<Option<T::ExternalId>>;
        /// See [`TxBinder::unwrap`](crate::TxBinder::unwrap).
        ///
        /// # Errors
        /// As there.
        read unwrap(binding: BindingId<T>) -> RecordId<T::Record>;
        /// See [`TxBinder::linked`](crate::TxBinder::linked).
        ///
        /// # Errors
        /// As there.
        read linked(id: &T::ExternalId) -> Option<Linked<T>>;
        /// See [`TxBinder::linked_many`](crate::TxBinder::linked_many).
        ///
        /// # Errors
        /// As there.
        read linked_many(ids: &[T::ExternalId]) -> Vec<Option<Linked<T>>>;
    }
}

impl Store {
    /// The binder of `T` on a backend.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop, Some(12))).await?;
    /// assert_eq!(store.binder::<ShopProduct>(shop).to_record(&12).await?, Some(chair));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    #[must_use]
    pub fn binder<T: ExternalBinding>(&self, backend: BackendId<T::Backend>) -> Binder<'_, T> {
        Binder { store: self, backend }
    }
}
