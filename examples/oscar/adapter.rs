//! Which list of the shop speaks for which binding.

use std::marker::PhantomData;

use connector_core::{ExternalBinding, ExternalId, ImportMapper};
use connector_sync::{Adapter, Page, Registry, RegistryBuilder, RegistryErrors, RemoteError, RemotePage, Window, in_order_of};
use serde::de::DeserializeOwned;

use super::client::OscarClient;
use super::export::ProductExport;
use super::model::{OscarBackend, OscarCategory, OscarCustomer, OscarOrder, OscarOrderLine, OscarProduct};
use super::remote::{RemoteCategory, RemoteCustomer, RemoteOrder, RemoteOrderLine, RemoteProduct};

/// One of the lists under `/api/sync/`. They all work alike.
///
/// Categories and customers have no date: each import reads all of them, and compares.
struct List<R> {
    name: &'static str,
    remote: PhantomData<fn() -> R>,
}

fn list<R>(name: &'static str) -> List<R> {
    List { name, remote: PhantomData }
}

impl<T, R> Adapter<T> for List<R>
where
    T: ExternalBinding<Backend = OscarBackend, ExternalId: DeserializeOwned>,
    R: ImportMapper<Binding = T> + DeserializeOwned + 'static,
{
    type Remote = R;

    async fn changed(&self, client: &OscarClient, window: &Window, page: &Page) -> Result<RemotePage<T::ExternalId, R>, RemoteError> {
        client.changed(self.name, window, page).await
    }

    async fn read_many(&self, client: &OscarClient, ids: &[T::ExternalId]) -> Result<Vec<Option<R>>, RemoteError> {
        let asked: Vec<String> = ids.iter().map(|id| id.to_external().to_string()).collect();
        in_order_of(ids, client.find(self.name, ids.len(), ("ids", asked.join(","))).await?)
    }
}

/// What this connector can do. Not built yet, so that others can extend it.
#[must_use]
pub fn components() -> RegistryBuilder<OscarBackend> {
    Registry::builder()
        .binding::<OscarCategory>(|binding| binding.adapter(list::<RemoteCategory>("categories")))
        .binding::<OscarProduct>(|binding| binding.adapter(list::<RemoteProduct>("products")).export(ProductExport))
        .binding::<OscarCustomer>(|binding| binding.adapter(list::<RemoteCustomer>("customers")))
        .binding::<OscarOrder>(|binding| binding.adapter(list::<RemoteOrder>("orders")))
        .binding::<OscarOrderLine>(|binding| binding.adapter(list::<RemoteOrderLine>("lines")))
}

/// What this connector can do.
///
/// # Errors
/// Where its components do not fit together.
pub fn registry() -> Result<Registry<OscarBackend>, RegistryErrors> {
    components().build()
}
