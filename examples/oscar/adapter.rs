//! Which list of the shop speaks for which binding.

use std::collections::HashMap;
use std::marker::PhantomData;

use connector_core::{ExternalBinding, ExternalId, ImportMapper};
use connector_sync::{Adapter, Page, Registry, RegistryErrors, RemoteError, RemotePage, Window};
use serde::de::DeserializeOwned;

use super::client::OscarClient;
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
        let records: Vec<R> = client.read(self.name, &asked).await?;
        let mut found: HashMap<T::ExternalId, R> = HashMap::new();
        for record in records {
            let id = record.external_id().map_err(|error| RemoteError::invalid_data(error.to_string()))?;
            found.insert(id, record);
        }
        Ok(ids.iter().map(|id| found.remove(id)).collect())
    }
}

/// What this connector can do.
///
/// # Errors
/// Where its components do not fit together.
pub fn registry() -> Result<Registry<OscarBackend>, RegistryErrors> {
    Registry::builder()
        .binding::<OscarCategory>(|binding| binding.adapter(list::<RemoteCategory>("categories")))
        .binding::<OscarProduct>(|binding| binding.adapter(list::<RemoteProduct>("products")))
        .binding::<OscarCustomer>(|binding| binding.adapter(list::<RemoteCustomer>("customers")))
        .binding::<OscarOrder>(|binding| binding.adapter(list::<RemoteOrder>("orders")))
        .binding::<OscarOrderLine>(|binding| binding.adapter(list::<RemoteOrderLine>("lines")))
        .build()
}
