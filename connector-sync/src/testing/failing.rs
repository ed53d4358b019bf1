//! An adapter that fails as it is told.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use connector_core::{ChangedBody, ExternalBinding};

use crate::{
    Adapter, Connect, CreateSafety, ExportAdapter, FindByNaturalKey, IdempotencyKey, NaturalKey, Page, RemoteError, RemotePage, Window,
    Written,
};

/// An adapter around another one, for imports or exports, some of whose calls fail: counted from 1, over all of its methods.
///
/// ```
/// # use connector_sync::RemoteError;
/// use std::time::Duration;
/// use connector_sync::testing::Failing;
/// # struct ProductAdapter;
///
/// // The first call does not get through, the answer of the third is lost, and the fourth takes a while.
/// let adapter = Failing::new(ProductAdapter)
///     .on_call(1, RemoteError::from_status(503, "maintenance"))
///     .drop_answer_of(3)
///     .delay(4, Duration::from_millis(100));
/// ```
///
/// [`import_first`](ExportAdapter::import_first) is a call, too: an export of a bound record asks it before its update.
///
/// It is registered as the other one would be: `binding.adapter(adapter)`, `binding.export(adapter)`.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::testing::Failing;
///
/// remote_has(12, "Chair", 60);
/// let adapter = Failing::new(Products).on_call(1, RemoteError::permanent("it is closed"));
/// let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(adapter)).build()?;
/// let work = registry.work_on(&store, &shop);
/// assert!(work.import_changed::<ShopProduct>().await.is_err());
/// assert_eq!(work.import_changed::<ShopProduct>().await?.of::<ShopProduct>().unwrap().created, 1);
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug)]
pub struct Failing<A> {
    adapter: A,
    calls: AtomicUsize,
    faults: BTreeMap<usize, Fault>,
}

#[derive(Debug)]
enum Fault {
    Error(RemoteError),
    Dropped,
    Delayed(Duration),
}

impl<A> Failing<A> {
    /// Around this one. It fails nothing yet.
    pub fn new(adapter: A) -> Self {
        Self { adapter, calls: AtomicUsize::new(0), faults: BTreeMap::new() }
    }

    /// This call fails, and the other adapter is not asked.
    #[must_use]
    pub fn on_call(mut self, number: usize, error: RemoteError) -> Self {
        self.faults.insert(number, Fault::Error(error));
        self
    }

    /// This call is done, and its answer is lost: it may have changed the remote, and nobody knows.
    #[must_use]
    pub fn drop_answer_of(mut self, number: usize) -> Self {
        self.faults.insert(number, Fault::Dropped);
        self
    }

    /// This call is done so much later.
    #[must_use]
    pub fn delay(mut self, number: usize, time: Duration) -> Self {
        self.faults.insert(number, Fault::Delayed(time));
        self
    }

    async fn call<R, F: Future<Output = Result<R, RemoteError>>>(&self, call: F) -> Result<R, RemoteError> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        match self.faults.get(&number) {
            None => call.await,
            Some(Fault::Error(error)) => Err(error.clone()),
            Some(Fault::Dropped) => {
                let _ = call.await;
                Err(RemoteError::network(format!("the answer of call {number} was dropped, as it was told")))
            }
            Some(Fault::Delayed(time)) => {
                tokio::time::sleep(*time).await;
                call.await
            }
        }
    }
}

impl<T, A> Adapter<T> for Failing<A>
where
    T: ExternalBinding<Backend: Connect>,
    A: Adapter<T>,
{
    type Remote = A::Remote;
    const OLDEST_FIRST: bool = A::OLDEST_FIRST;

    async fn changed(
        &self,
        client: &<T::Backend as Connect>::Client,
        window: &Window,
        page: &Page,
    ) -> Result<RemotePage<T::ExternalId, A::Remote>, RemoteError> {
        self.call(self.adapter.changed(client, window, page)).await
    }

    async fn ids(
        &self,
        client: &<T::Backend as Connect>::Client,
        page: &Page,
    ) -> Result<RemotePage<T::ExternalId, A::Remote>, RemoteError> {
        self.call(self.adapter.ids(client, page)).await
    }

    async fn read_many(
        &self,
        client: &<T::Backend as Connect>::Client,
        ids: &[T::ExternalId],
    ) -> Result<Vec<Option<A::Remote>>, RemoteError> {
        self.call(self.adapter.read_many(client, ids)).await
    }
}

impl<T, A> ExportAdapter<T> for Failing<A>
where
    T: ExternalBinding<Backend: Connect>,
    A: ExportAdapter<T>,
    A::Create: CreateSafety<T, Self>,
{
    type Body = A::Body;
    type Create = A::Create;

    fn timeout(&self) -> Duration {
        self.adapter.timeout()
    }

    fn grace(&self) -> Duration {
        self.adapter.grace()
    }

    async fn import_first(
        &self,
        client: &<T::Backend as Connect>::Client,
        id: &T::ExternalId,
        known: Option<DateTime<Utc>>,
    ) -> Result<bool, RemoteError> {
        self.call(self.adapter.import_first(client, id, known)).await
    }

    async fn create(
        &self,
        client: &<T::Backend as Connect>::Client,
        body: &A::Body,
        key: &IdempotencyKey,
    ) -> Result<Written<T::ExternalId>, RemoteError> {
        self.call(self.adapter.create(client, body, key)).await
    }

    async fn update(
        &self,
        client: &<T::Backend as Connect>::Client,
        id: &T::ExternalId,
        changed: &ChangedBody<A::Body>,
    ) -> Result<Written<T::ExternalId>, RemoteError> {
        self.call(self.adapter.update(client, id, changed)).await
    }

    async fn delete(&self, client: &<T::Backend as Connect>::Client, id: &T::ExternalId) -> Result<(), RemoteError> {
        self.call(self.adapter.delete(client, id)).await
    }
}

impl<T, A> FindByNaturalKey<T> for Failing<A>
where
    T: ExternalBinding<Backend: Connect>,
    A: FindByNaturalKey<T> + ExportAdapter<T, Create = NaturalKey>,
{
    async fn find_by_natural_key(
        &self,
        client: &<T::Backend as Connect>::Client,
        body: &A::Body,
    ) -> Result<Vec<T::ExternalId>, RemoteError> {
        self.call(self.adapter.find_by_natural_key(client, body)).await
    }
}
