//! How Tryton is told of a party.

use connector_core::ChangedBody;
use connector_sync::http::to_json;
use connector_sync::{ExportAdapter, FindByNaturalKey, IdempotencyKey, NaturalKey, RemoteError, Written};
use serde_json::json;

use super::body::PartyBody;
use super::client::TrytonClient;
use super::model::{TrytonParty, TrytonPartyCategoryId, TrytonPartyId};
use super::remote::PARTIES;

/// Parties, by the methods of their model.
pub struct PartyExport;

impl ExportAdapter<TrytonParty> for PartyExport {
    type Body = PartyBody;
    /// A database has each code once.
    type Create = NaturalKey;

    async fn create(&self, client: &TrytonClient, body: &PartyBody, _: &IdempotencyKey) -> Result<Written<TrytonPartyId>, RemoteError> {
        let mut party = to_json(body)?;
        party["categories"] = json!([["add", body.categories]]);
        // Otherwise Tryton makes an empty one.
        party["addresses"] = json!([]);
        client.create(PARTIES, party).await.map(|id| Written::new(TrytonPartyId(id)))
    }

    async fn update(
        &self,
        client: &TrytonClient,
        id: &TrytonPartyId,
        changed: &ChangedBody<PartyBody>,
    ) -> Result<Written<TrytonPartyId>, RemoteError> {
        let current = client.read(PARTIES, id.0, &["categories"]).await?;
        let mut party = to_json(changed)?;
        if changed.has("categories") {
            let wanted = &changed.body().categories;
            let kept: Vec<TrytonPartyCategoryId> = serde_json::from_value(current["categories"].clone())
                .map_err(|error| RemoteError::invalid_data(format!("{PARTIES} {}: categories: {error}", id.0)))?;
            let added: Vec<_> = wanted.iter().filter(|category| !kept.contains(category)).collect();
            let removed: Vec<_> = kept.iter().filter(|category| !wanted.contains(category)).collect();
            party["categories"] = json!([["add", added], ["remove", removed]]);
        }
        client.write(PARTIES, id.0, party).await?;
        Ok(Written::new(*id))
    }

    async fn delete(&self, client: &TrytonClient, id: &TrytonPartyId) -> Result<(), RemoteError> {
        client.read(PARTIES, id.0, &[]).await?;
        client.delete(PARTIES, id.0).await
    }
}

impl FindByNaturalKey<TrytonParty> for PartyExport {
    async fn find_by_natural_key(&self, client: &TrytonClient, body: &PartyBody) -> Result<Vec<TrytonPartyId>, RemoteError> {
        let found = client.find(PARTIES, json!([["code", "=", body.code]])).await?;
        Ok(found.into_iter().map(TrytonPartyId).collect())
    }
}
