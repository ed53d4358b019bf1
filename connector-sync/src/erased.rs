//! Components behind trait objects: one adapter may have another type for each version.

use connector_core::{ExternalBinding, ImportMapper, NeededOptions, RecordId};
use connector_store::{BoxFuture, Error, Tx};

use crate::{Adapter, Component, Connect, ImportHooks, Imported, Page, RemoteError, RemotePage, RemoteRecord, Unreadable, Window};

/// The client of a binding's backend.
pub(crate) type ClientOf<T> = <<T as ExternalBinding>::Backend as Connect>::Client;

/// A record as some adapter's remote sends it.
pub(crate) type AnyRemote<T> = Box<dyn AnyMapper<T>>;

/// An [`ImportMapper`] of any type, which hooks can look at.
pub(crate) trait AnyMapper<T>: ImportMapper<Binding = T> {
    fn as_remote(&self) -> RemoteRecord<'_>;
}

impl<T: ExternalBinding, R: ImportMapper<Binding = T> + 'static> AnyMapper<T> for R {
    fn as_remote(&self) -> RemoteRecord<'_> {
        RemoteRecord::new(self)
    }
}

/// A page of some adapter.
pub(crate) struct AnyPage<T: ExternalBinding> {
    pub(crate) ids: Vec<T::ExternalId>,
    pub(crate) records: Vec<AnyRemote<T>>,
    pub(crate) unreadable: Vec<Unreadable<T::ExternalId>>,
    pub(crate) next: Option<String>,
    pub(crate) total: Option<u64>,
    pub(crate) short: Option<usize>,
}

/// An [`Adapter`] of any type.
pub(crate) trait AnyAdapter<T: ExternalBinding>: Component
where
    T::Backend: Connect,
{
    fn oldest_first(&self) -> bool;
    fn needs_options(&self) -> Option<NeededOptions>;
    fn changed<'a>(&'a self, client: &'a ClientOf<T>, window: &'a Window, page: &'a Page)
    -> BoxFuture<'a, Result<AnyPage<T>, RemoteError>>;
    fn ids<'a>(&'a self, client: &'a ClientOf<T>, page: &'a Page) -> BoxFuture<'a, Result<AnyPage<T>, RemoteError>>;
    fn read_many<'a>(
        &'a self,
        client: &'a ClientOf<T>,
        ids: &'a [T::ExternalId],
    ) -> BoxFuture<'a, Result<Vec<Option<AnyRemote<T>>>, RemoteError>>;
}

/// A page of an adapter of any type.
fn any_page<T: ExternalBinding, R: ImportMapper<Binding = T> + 'static>(page: RemotePage<T::ExternalId, R>) -> AnyPage<T> {
    let RemotePage { ids, records, unreadable, next, total, short } = page;
    let records = records.into_iter().map(|record| Box::new(record) as AnyRemote<T>).collect();
    AnyPage { ids, records, unreadable, next, total, short }
}

impl<T: ExternalBinding, A: Adapter<T>> AnyAdapter<T> for A
where
    T::Backend: Connect,
{
    fn oldest_first(&self) -> bool {
        A::OLDEST_FIRST
    }

    fn needs_options(&self) -> Option<NeededOptions> {
        A::Remote::needs_options()
    }

    fn changed<'a>(
        &'a self,
        client: &'a ClientOf<T>,
        window: &'a Window,
        page: &'a Page,
    ) -> BoxFuture<'a, Result<AnyPage<T>, RemoteError>> {
        Box::pin(async move { Adapter::changed(self, client, window, page).await.map(any_page) })
    }

    fn ids<'a>(&'a self, client: &'a ClientOf<T>, page: &'a Page) -> BoxFuture<'a, Result<AnyPage<T>, RemoteError>> {
        Box::pin(async move { Adapter::ids(self, client, page).await.map(any_page) })
    }

    fn read_many<'a>(
        &'a self,
        client: &'a ClientOf<T>,
        ids: &'a [T::ExternalId],
    ) -> BoxFuture<'a, Result<Vec<Option<AnyRemote<T>>>, RemoteError>> {
        Box::pin(async move {
            let records = Adapter::read_many(self, client, ids).await?;
            if records.len() != ids.len() {
                let message = format!("the adapter gave {} records for {} IDs", records.len(), ids.len());
                return Err(RemoteError::invalid_data(message));
            }
            Ok(records.into_iter().map(|record| record.map(|record| Box::new(record) as AnyRemote<T>)).collect())
        })
    }
}

/// [`ImportHooks`] of any type.
pub(crate) trait AnyHooks<T: ExternalBinding>: Component {
    fn match_remote<'a>(
        &'a self,
        tx: &'a mut Tx<'_>,
        record: &'a T::Record,
        remote: RemoteRecord<'a>,
    ) -> BoxFuture<'a, Result<Vec<RecordId<T::Record>>, Error>>;
    fn after_remote<'a>(
        &'a self,
        tx: &'a mut Tx<'_>,
        imported: &'a Imported<T>,
        remote: RemoteRecord<'a>,
    ) -> BoxFuture<'a, Result<(), Error>>;
}

impl<T: ExternalBinding, H: ImportHooks<T>> AnyHooks<T> for H
where
    T::Record: Sync,
{
    fn match_remote<'a>(
        &'a self,
        tx: &'a mut Tx<'_>,
        record: &'a T::Record,
        remote: RemoteRecord<'a>,
    ) -> BoxFuture<'a, Result<Vec<RecordId<T::Record>>, Error>> {
        Box::pin(ImportHooks::match_remote(self, tx, record, remote))
    }

    fn after_remote<'a>(
        &'a self,
        tx: &'a mut Tx<'_>,
        imported: &'a Imported<T>,
        remote: RemoteRecord<'a>,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(ImportHooks::after_remote(self, tx, imported, remote))
    }
}
