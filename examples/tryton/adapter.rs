//! How Tryton is asked for rows: which changed, and which have these IDs.

use std::collections::HashMap;
use std::marker::PhantomData;

use connector_core::{ExternalBinding, ExternalId, ImportMapper};
use connector_sync::{Adapter, Page, Registry, RegistryErrors, RemoteError, RemotePage, Window};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::TrytonClient;
use super::model::{TrytonAddress, TrytonBackend, TrytonParty, TrytonPartyCategory, TrytonTemplate, TrytonVariant};
use super::remote::{RemoteAddress, RemoteParty, RemotePartyCategory, RemoteTemplate, RemoteVariant, Row};
use super::typed;
use crate::http;

/// The rows of one of Tryton's models. They all work alike.
///
/// `write_date` is when the transaction of a change began: an import that runs meanwhile does not see it, and the window of the
/// next one begins before it, by the overlap.
struct Rows<R>(PhantomData<fn() -> R>);

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
        let rows = search_read::<R>(client, domain, page.size).await?;
        let more = rows.len() == page.size;
        let last = rows.last().filter(|_| more).map(|row| row["id"].to_string());
        Ok(RemotePage::of_results(http::records(rows, "id")).next(last))
    }

    async fn read_many(&self, client: &TrytonClient, ids: &[T::ExternalId]) -> Result<Vec<Option<R>>, RemoteError> {
        let wanted: Vec<u64> = ids.iter().filter_map(|id| id.to_external().to_string().parse().ok()).collect();
        let mut found: HashMap<T::ExternalId, R> = HashMap::new();
        for row in search_read::<R>(client, vec![json!(["id", "in", wanted])], ids.len()).await? {
            let invalid = |error: &dyn std::fmt::Display| RemoteError::invalid_data(format!("{}: {error}", R::MODEL));
            let row: R = serde_json::from_value(row).map_err(|error| invalid(&error))?;
            found.insert(row.external_id().map_err(|error| invalid(&error))?, row);
        }
        Ok(ids.iter().map(|id| found.remove(id)).collect())
    }
}

async fn search_read<R: Row>(client: &TrytonClient, domain: Vec<Value>, limit: usize) -> Result<Vec<Value>, RemoteError> {
    let params = vec![json!(domain), json!(0), json!(limit), json!([["id", "ASC"]]), json!(R::FIELDS)];
    client.call(&format!("model.{}.search_read", R::MODEL), params).await
}

/// What this connector can do.
///
/// # Errors
/// Where its components do not fit together.
pub fn registry() -> Result<Registry<TrytonBackend>, RegistryErrors> {
    Registry::builder()
        .binding::<TrytonPartyCategory>(|binding| binding.adapter(Rows::<RemotePartyCategory>(PhantomData)))
        .binding::<TrytonParty>(|binding| binding.adapter(Rows::<RemoteParty>(PhantomData)))
        .binding::<TrytonAddress>(|binding| binding.adapter(Rows::<RemoteAddress>(PhantomData)))
        .binding::<TrytonTemplate>(|binding| binding.adapter(Rows::<RemoteTemplate>(PhantomData)))
        .binding::<TrytonVariant>(|binding| binding.adapter(Rows::<RemoteVariant>(PhantomData)))
        .build()
}
