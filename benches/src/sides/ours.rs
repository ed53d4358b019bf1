//! The store.

use connector_core::{BackendId, BindingId, RecordId};
use connector_store::{Outcome, Store};

use super::Side;
use crate::Result;
use crate::model::{Bound, Shop, Thing};

/// The store, whatever its database.
pub struct Ours {
    store: Store,
    shop: BackendId<Shop>,
}

impl Ours {
    /// On one shop.
    pub fn new(store: Store, shop: BackendId<Shop>) -> Self {
        Self { store, shop }
    }
}

impl Side for Ours {
    async fn put(&mut self, rows: Vec<Bound>) -> Result<usize> {
        let mut done = 0;
        for row in rows {
            self.store.put(row).await?;
            done += 1;
        }
        Ok(done)
    }

    async fn put_many(&mut self, rows: &[Bound]) -> Result<usize> {
        let outcomes = self.store.put_many(rows).await?;
        Ok(outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Created(_))).count())
    }

    async fn bind(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
        let binder = self.store.binder::<Bound>(self.shop);
        for (binding, id) in pairs {
            binder.bind(*binding, id).await?;
        }
        Ok(pairs.len())
    }

    async fn bind_many(&mut self, pairs: &[(BindingId<Bound>, String)]) -> Result<usize> {
        let outcomes = self.store.binder::<Bound>(self.shop).bind_many(pairs).await?;
        Ok(outcomes.iter().filter(|outcome| outcome.is_ok()).count())
    }

    async fn to_internal(&mut self, ids: &[String]) -> Result<usize> {
        let binder = self.store.binder::<Bound>(self.shop);
        let mut found = 0;
        for id in ids {
            found += usize::from(binder.to_internal(id).await?.is_some());
        }
        Ok(found)
    }

    async fn to_internal_many(&mut self, ids: &[String]) -> Result<usize> {
        let binder = self.store.binder::<Bound>(self.shop);
        let mut found = 0;
        for ids in ids.chunks(super::BATCH) {
            found += binder.to_internal_many(ids).await?.iter().flatten().count();
        }
        Ok(found)
    }

    async fn to_external(&mut self, records: &[RecordId<Thing>]) -> Result<usize> {
        let binder = self.store.binder::<Bound>(self.shop);
        let mut found = 0;
        for record in records {
            found += usize::from(binder.to_external(record).await?.is_some());
        }
        Ok(found)
    }

    async fn to_external_many(&mut self, records: &[RecordId<Thing>]) -> Result<usize> {
        let binder = self.store.binder::<Bound>(self.shop);
        let mut found = 0;
        for records in records.chunks(super::BATCH) {
            found += binder.to_external_many(records).await?.iter().flatten().count();
        }
        Ok(found)
    }

    async fn unbind_all(&mut self, bindings: &[i64]) -> Result<()> {
        let bindings: Vec<BindingId<Bound>> = bindings.iter().copied().map(BindingId::new).collect();
        for outcome in self.store.binder::<Bound>(self.shop).unbind_many(&bindings).await? {
            outcome?;
        }
        Ok(())
    }

    /// The peer does, on the same tables.
    async fn tidy(&mut self) -> Result<()> {
        Ok(())
    }
}
