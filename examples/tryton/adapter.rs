//! How Tryton is asked for rows: which changed, and which have these IDs.

use std::marker::PhantomData;

use connector_core::{ExternalBinding, ExternalId, ImportMapper};
use connector_sync::http::RawRecords;
use connector_sync::{Adapter, Page, Registry, RegistryBuilder, RegistryErrors, RemoteError, RemotePage, Window, in_order_of};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::TrytonClient;
use super::export::PartyExport;
use super::model::{TrytonAddress, TrytonBackend, TrytonParty, TrytonPartyCategory, TrytonTemplate, TrytonVariant};
use super::remote::{RemoteAddress, RemoteParty, RemotePartyCategory, RemoteTemplate, RemoteVariant, Row};
use super::typed;

/// The rows of one of Tryton's models. They all work alike.
///
/// `write_date` is when the transaction of a change began: an import that runs meanwhile does not see it, and the window of the
/// next one begins before it, by the overlap.
pub struct Rows<R>(PhantomData<fn() -> R>);

impl<R: Row> Rows<R> {
    /// Those that `R` says.
    #[must_use]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<R: Row> Default for Rows<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, R> Adapter<T> for Rows<R>
where
    T: ExternalBinding<Backend = TrytonBackend, ExternalId: DeserializeOwned>,
    R: Row + ImportMapper<Binding = T> + 'static,
{
    type Remote = R;

    async fn changed(&self, client: &TrytonClient, window: &Window, page: &Page) -> Result<RemotePage<T::ExternalId, R>, RemoteError> {
        let mut domain = Vec::new();
        if let Some(since) = window.since.map(typed::date_time) {
            // What was never written after its creation may have no `write_date`.
            let created = json!([["write_date", "=", null], ["create_date", ">=", since]]);
            domain.push(json!(["OR", [["write_date", ">=", since]], created]));
        }
        // By ID, and each page from the last one's end on: nothing is passed over when rows come and go meanwhile.
        if let Some(last) = page.token.as_deref().and_then(|token| token.parse::<u64>().ok()) {
            domain.push(json!(["id", ">", last]));
        }
        let rows: Vec<Value> = search_read::<R, _>(client, domain, page.size).await?;
        let more = rows.len() == page.size;
        let last = rows.last().filter(|_| more).map(|row| row["id"].to_string());
        Ok(RemotePage::of_results(RawRecords::from(rows).read("id")).next(last))
    }

    async fn read_many(&self, client: &TrytonClient, ids: &[T::ExternalId]) -> Result<Vec<Option<R>>, RemoteError> {
        let wanted: Vec<u64> = ids.iter().filter_map(|id| id.to_external().to_string().parse().ok()).collect();
        in_order_of(ids, search_read::<R, _>(client, vec![json!(["id", "in", wanted])], ids.len()).await?)
    }
}

/// Rows with the fields of `R`, read as `S`.
async fn search_read<R: Row, S: DeserializeOwned>(client: &TrytonClient, domain: Vec<Value>, limit: usize) -> Result<Vec<S>, RemoteError> {
    let params = vec![json!(domain), json!(0), json!(limit), json!([["id", "ASC"]]), json!(R::FIELDS)];
    client.call(&format!("model.{}.search_read", R::MODEL), params).await
}

/// What this connector can do. Not built yet, so that others can extend it.
#[must_use]
pub fn components() -> RegistryBuilder<TrytonBackend> {
    Registry::builder()
        .binding::<TrytonPartyCategory>(|binding| binding.adapter(Rows::<RemotePartyCategory>::new()))
        .binding::<TrytonParty>(|binding| binding.adapter(Rows::<RemoteParty>::new()).export(PartyExport))
        .binding::<TrytonAddress>(|binding| binding.adapter(Rows::<RemoteAddress>::new()))
        .binding::<TrytonTemplate>(|binding| binding.adapter(Rows::<RemoteTemplate>::new()))
        .binding::<TrytonVariant>(|binding| binding.adapter(Rows::<RemoteVariant>::new()))
}

/// What this connector can do.
///
/// # Errors
/// Where its components do not fit together.
pub fn registry() -> Result<Registry<TrytonBackend>, RegistryErrors> {
    components().build()
}
