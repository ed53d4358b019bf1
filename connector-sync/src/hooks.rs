//! What an importer does beside mapping. Hooks that write get the transaction and no client.

use std::any::Any;
use std::fmt;
use std::future::Future;

use connector_core::{BindingId, ExternalBinding, RecordId};
use connector_store::{Error, Tx};

/// What a connector adds to the import of `T`. Every hook does nothing unless it is written.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// /// Products that are here already are found by their titles.
/// struct ByTitle;
///
/// impl ImportHooks<ShopProduct> for ByTitle {
///     async fn match_existing(&self, tx: &mut Tx<'_>, product: &Product) -> Result<Vec<RecordId<Product>>, connector_store::Error> {
///         let same = Changes::<Product>::new().set("title", &product.title)?;
///         Ok(tx.find_by(&same).await?.iter().map(Stored::id).collect())
///     }
/// }
///
/// let chair = store.put(product("Chair")).await?.id();
/// remote_has(12, "Chair", 60);
/// let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products).hooks(ByTitle)).build()?;
/// registry.work_on(&store, &shop).import_changed::<ShopProduct>().await?;
/// assert_eq!(store.binder::<ShopProduct>(shop.id()).to_record(&12).await?, Some(chair));
/// assert_eq!(store.count::<Product>().await?, 1);
#[doc = include_str!("../docs/close.md")]
/// ```
pub trait ImportHooks<T: ExternalBinding>: Send + Sync + 'static
where
    T::Record: Sync,
{
    /// Records of the application that are the same as one that has no binding yet: with one the binding links it and no
    /// record is created; with several the record fails, and is put before a person:
    /// [`settle_match`](crate::WorkContext::settle_match).
    ///
    /// # Errors
    /// An error fails this record alone.
    fn match_existing(&self, tx: &mut Tx<'_>, record: &T::Record) -> impl Future<Output = Result<Vec<RecordId<T::Record>>, Error>> + Send {
        let _ = (tx, record);
        async { Ok(Vec::new()) }
    }

    /// As [`match_existing`](Self::match_existing), with the record as the remote sent it. Where this is written, that one is not
    /// asked.
    ///
    /// # Errors
    /// As there.
    fn match_remote(
        &self,
        tx: &mut Tx<'_>,
        record: &T::Record,
        remote: RemoteRecord<'_>,
    ) -> impl Future<Output = Result<Vec<RecordId<T::Record>>, Error>> + Send {
        let _ = remote;
        self.match_existing(tx, record)
    }

    /// Called in the transaction when a record was created or updated (never for an unchanged one). It may be called again
    /// for the same record, after what it wrote was undone: it must not do anything that cannot be repeated.
    ///
    /// # Errors
    /// An error fails this record alone, and undoes what was written of it.
    fn after(&self, tx: &mut Tx<'_>, imported: &Imported<T>) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (tx, imported);
        async { Ok(()) }
    }

    /// As [`after`](Self::after), with the record as the remote sent it. Where this is written, that one is not called.
    ///
    /// # Errors
    /// As there.
    fn after_remote(
        &self,
        tx: &mut Tx<'_>,
        imported: &Imported<T>,
        remote: RemoteRecord<'_>,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = remote;
        self.after(tx, imported)
    }
}

/// A record as the remote sent it, of the type that the adapter gives ([`Adapter::Remote`](crate::Adapter::Remote)): it may be
/// another one for each version.
///
/// ```
/// # use chrono::{DateTime, Utc};
/// # use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId};
/// # use connector_store::{Error, Tx};
/// use connector_sync::{ImportHooks, Imported, RemoteRecord};
/// # #[derive(Backend)]
/// # #[backend(name = "shop")]
/// # struct Shop { name: String }
/// # #[derive(Record)]
/// # #[record(name = "product")]
/// # struct Product { title: String }
/// # #[derive(ExternalBinding)]
/// # #[binding(name = "shop.product")]
/// # struct ShopProduct { record_id: RecordId<Product>, backend_id: BackendId<Shop>, external_id: u32, sync_date: Option<DateTime<Utc>> }
/// # struct RemoteProduct { stock: i64 }
///
/// struct StockHooks;
///
/// impl ImportHooks<ShopProduct> for StockHooks {
///     async fn after_remote(&self, tx: &mut Tx<'_>, imported: &Imported<ShopProduct>, remote: RemoteRecord<'_>) -> Result<(), Error> {
///         let Some(product) = remote.get::<RemoteProduct>() else { return Ok(()) };
///         println!("{}: {} on stock", imported.external_id, product.stock);
///         # let _ = tx;
///         Ok(())
///     }
/// }
/// ```
#[derive(Clone, Copy)]
pub struct RemoteRecord<'r>(&'r (dyn Any + Send + Sync));

impl<'r> RemoteRecord<'r> {
    pub(crate) fn new(remote: &'r (dyn Any + Send + Sync)) -> Self {
        Self(remote)
    }

    /// The record, where it is of the type `R`.
    #[must_use]
    pub fn get<R: 'static>(self) -> Option<&'r R> {
        self.0.downcast_ref()
    }
}

/// Not what is in it: it may hold secrets.
impl fmt::Debug for RemoteRecord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RemoteRecord(…)")
    }
}

/// A record that was just imported.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// /// Says which products are new.
/// struct News;
///
/// impl ImportHooks<ShopProduct> for News {
///     async fn after(&self, _: &mut Tx<'_>, imported: &Imported<ShopProduct>) -> Result<(), connector_store::Error> {
///         assert!(imported.created && imported.record.is_some());
///         println!("{} is new", imported.external_id);
///         Ok(())
///     }
/// }
///
/// remote_has(12, "Chair", 60);
/// let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products).hooks(News)).build()?;
/// registry.work_on(&store, &shop).import_changed::<ShopProduct>().await?;
#[doc = include_str!("../docs/close.md")]
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Imported<T: ExternalBinding> {
    /// Its binding.
    pub binding: BindingId<T>,
    /// Its record; `None` for a `direct` binding.
    pub record: Option<RecordId<T::Record>>,
    /// Its ID on the remote.
    pub external_id: T::ExternalId,
    /// Whether it was not there before.
    pub created: bool,
}

/// No hooks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoHooks;

impl<T: ExternalBinding> ImportHooks<T> for NoHooks where T::Record: Sync {}
