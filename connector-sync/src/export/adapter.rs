//! What an external system can be told of one binding.

use std::future::Future;
use std::time::Duration;

use chrono::{DateTime, Utc};
use connector_core::{ChangedBody, ExportMapper, ExternalBinding};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{CreateSafety, IdempotencyKey};
use crate::{Connect, RemoteError};

/// What the remote can be told of the binding `T`.
///
/// The methods are asynchronous, get an opened client, and never see the store: no transaction is open while the remote is
/// told.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, ExportMapper)]
/// #[mapper(from = ShopProduct)]
/// struct Body {
///     #[map(from = record.title)]
///     name: String,
/// }
///
/// struct Exporter;
///
/// impl ExportAdapter<ShopProduct> for Exporter {
///     type Body = Body;
///     type Create = Unsafe; // the shop cannot be asked whether it has a product already
///
///     async fn create(&self, (): &(), body: &Body, _: &IdempotencyKey) -> Result<Written<u32>, RemoteError> {
///         remote_has(1, &body.name, 60); // in earnest a request to the shop
///         Ok(Written::new(1).updated_at(DateTime::from_timestamp(60, 0)))
///     }
///
///     async fn update(&self, (): &(), id: &u32, changed: &ChangedBody<Body>) -> Result<Written<u32>, RemoteError> {
///         remote_has(*id, &changed.body().name, 120);
///         Ok(Written::new(*id))
///     }
///
///     async fn delete(&self, (): &(), id: &u32) -> Result<(), RemoteError> {
///         remote().remove(id);
///         Ok(())
///     }
/// }
///
/// let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.export(Exporter)).build()?;
/// let chair = store.put(product("Chair")).await?.id();
/// store.put(bound(&chair, shop.id(), None)).await?;
/// registry.work_on(&store, &shop).export_new::<ShopProduct>().await?;
/// assert_eq!(remote()[&1].name, "Chair");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no export adapter of `{T}`",
    label = "it does not say how the remote is told",
    note = "help: write `impl ExportAdapter<{T}> for {Self} {{ type Body = …; type Create = …; async fn create(…) … async fn update(…) … async fn delete(…) … }}`"
)]
pub trait ExportAdapter<T: ExternalBinding>: Send + Sync + Sized + 'static
where
    T::Backend: Connect,
{
    /// What is sent of a record. It is kept as JSON until it is known to have arrived, so that it must read back.
    type Body: ExportMapper<Binding = T> + Serialize + DeserializeOwned + Send + Sync;

    /// How a create is settled of which it is not known whether it reached the remote: [`Idempotent`](super::Idempotent),
    /// [`NaturalKey`](super::NaturalKey) or [`Unsafe`](super::Unsafe).
    type Create: CreateSafety<T, Self>;

    /// How long a request may take: a minute, unless it says otherwise. It is dropped then; what became of a create is settled later.
    fn timeout(&self) -> Duration {
        Duration::from_mins(1)
    }

    /// How long after that a request that was dropped may still be at work on the remote: half a minute, unless it says otherwise.
    /// What became of a create is looked for no earlier. A test has an adapter with short times.
    fn grace(&self) -> Duration {
        Duration::from_secs(30)
    }

    /// Whether a record that the remote has already is imported before it is exported, so that what was changed there is not
    /// overwritten unseen: where the remote changed it after `known`, the date that the last import or export of it left
    /// (`external_updated_at`). It is asked before an update is sent; never, unless this is written.
    ///
    /// The import is that of [`WorkContext::import`](crate::WorkContext::import): where both sides changed a field that it maps, the
    /// remote wins. What fails then is not exported.
    fn import_first(
        &self,
        client: &<T::Backend as Connect>::Client,
        id: &T::ExternalId,
        known: Option<DateTime<Utc>>,
    ) -> impl Future<Output = Result<bool, RemoteError>> + Send {
        let _ = (client, id, known);
        async { Ok(false) }
    }

    /// Creates a record on the remote, and says under which ID.
    ///
    /// Where an error is certain to mean that nothing was created, although its kind does not tell, it says so by
    /// [`RemoteError::nothing_was_done`].
    fn create(
        &self,
        client: &<T::Backend as Connect>::Client,
        body: &Self::Body,
        key: &IdempotencyKey,
    ) -> impl Future<Output = Result<Written<T::ExternalId>, RemoteError>> + Send;

    /// Writes what changed. `changed` serializes as an object of the changed fields alone.
    fn update(
        &self,
        client: &<T::Backend as Connect>::Client,
        id: &T::ExternalId,
        changed: &ChangedBody<Self::Body>,
    ) -> impl Future<Output = Result<Written<T::ExternalId>, RemoteError>> + Send;

    /// Deletes a record. One that is not there (any more) may be [`NotFound`](crate::RemoteErrorKind::NotFound): that is as
    /// good.
    fn delete(&self, client: &<T::Backend as Connect>::Client, id: &T::ExternalId) -> impl Future<Output = Result<(), RemoteError>> + Send;
}

/// How a record is found on the remote without its ID: what [`NaturalKey`](super::NaturalKey) asks of an adapter.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// // `Products` says `type Create = NaturalKey`, and finds by the name.
/// remote_has(12, "Chair", 60);
/// let body = ProductBody { name: "Chair".into() };
/// assert_eq!(Products.find_by_natural_key(&(), &body).await?, [12]);
#[doc = include_str!("../../docs/close.md")]
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot find a `{T}` by its natural key",
    label = "`type Create = NaturalKey` needs a search",
    note = "help: write `impl FindByNaturalKey<{T}> for {Self} {{ async fn find_by_natural_key(…) … }}`"
)]
pub trait FindByNaturalKey<T: ExternalBinding>: ExportAdapter<T>
where
    T::Backend: Connect,
{
    /// The IDs of all records on the remote that have the natural key of `body`.
    fn find_by_natural_key(
        &self,
        client: &<T::Backend as Connect>::Client,
        body: &Self::Body,
    ) -> impl Future<Output = Result<Vec<T::ExternalId>, RemoteError>> + Send;
}

/// What the remote answered to a create or an update.
///
/// ```
/// use chrono::DateTime;
/// use connector_sync::Written;
///
/// let written = Written::new(12_u32).updated_at(DateTime::from_timestamp(60, 0));
/// assert_eq!((written.id, written.updated_at), (12, DateTime::from_timestamp(60, 0)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written<I> {
    /// The ID of the record on the remote.
    pub id: I,
    /// When the remote says that it was changed, by its own clock: so the next import recognises its own echo.
    pub updated_at: Option<DateTime<Utc>>,
}

impl<I> Written<I> {
    /// Under this ID.
    #[must_use]
    pub fn new(id: I) -> Self {
        Self { id, updated_at: None }
    }

    /// With the remote's date of the change.
    #[must_use]
    pub fn updated_at(self, date: Option<DateTime<Utc>>) -> Self {
        Self { updated_at: date, ..self }
    }
}
