//! The shop: what it has is in this process. Each example runs in a process of its own.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use connector_core::{ChangedBody, ExportMapper};
use connector_sync::{
    Adapter, Connect, ExportAdapter, IdempotencyKey, NaturalKey, Opened, Page, Registry, RegistryErrors, RemoteError, RemoteErrorKind,
    RemotePage, Window, Written,
};
use serde::{Deserialize, Serialize};

use crate::{RemoteProduct, Shop, ShopProduct};

static REMOTE: Mutex<BTreeMap<u32, RemoteProduct>> = Mutex::new(BTreeMap::new());

/// What the shop has, by its numbers.
pub fn remote() -> MutexGuard<'static, BTreeMap<u32, RemoteProduct>> {
    REMOTE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The shop has a product of this number and name, last changed at this second.
pub fn remote_has(id: u32, name: &str, second: i64) {
    remote().insert(id, RemoteProduct { id, name: name.to_owned(), updated_at: DateTime::from_timestamp(second, 0) });
}

impl Connect for Shop {
    type Client = ();

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<(), RemoteError> {
        Ok(())
    }
}

/// The adapter of the shop's products, for imports and exports.
#[derive(Debug, Clone, Copy)]
pub struct Products;

impl Adapter<ShopProduct> for Products {
    type Remote = RemoteProduct;

    async fn changed(&self, (): &(), window: &Window, _: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        let changed = |product: &&RemoteProduct| product.updated_at >= window.since;
        Ok(RemotePage::of_records(remote().values().filter(changed).cloned().collect()))
    }

    async fn ids(&self, (): &(), _: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        Ok(RemotePage::of_ids(remote().keys().copied().collect()))
    }

    async fn read_many(&self, (): &(), ids: &[u32]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        let remote = remote();
        Ok(ids.iter().map(|id| remote.get(id).cloned()).collect())
    }
}

/// What the shop is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ExportMapper)]
#[mapper(from = ShopProduct)]
pub struct ProductBody {
    /// What it is called.
    #[map(from = record.title)]
    pub name: String,
}

impl ExportAdapter<ShopProduct> for Products {
    type Body = ProductBody;
    type Create = NaturalKey;

    async fn create(&self, (): &(), body: &ProductBody, _: &IdempotencyKey) -> Result<Written<u32>, RemoteError> {
        let id = remote().keys().max().map_or(1, |last| last + 1);
        Ok(written(id, &body.name))
    }

    async fn update(&self, (): &(), id: &u32, changed: &ChangedBody<ProductBody>) -> Result<Written<u32>, RemoteError> {
        Ok(written(*id, &changed.body().name))
    }

    async fn delete(&self, (): &(), id: &u32) -> Result<(), RemoteError> {
        let gone = remote().remove(id);
        gone.map(drop).ok_or_else(|| RemoteError::new(RemoteErrorKind::NotFound, "there is no such product"))
    }
}

impl connector_sync::FindByNaturalKey<ShopProduct> for Products {
    async fn find_by_natural_key(&self, (): &(), body: &ProductBody) -> Result<Vec<u32>, RemoteError> {
        Ok(remote().values().filter(|product| product.name == body.name).map(|product| product.id).collect())
    }
}

fn written(id: u32, name: &str) -> Written<u32> {
    let now: DateTime<Utc> = Utc::now();
    remote().insert(id, RemoteProduct { id, name: name.to_owned(), updated_at: Some(now) });
    Written::new(id).updated_at(Some(now))
}

/// The components of the shop.
///
/// # Errors
/// None: they are whole.
pub fn registry() -> Result<Registry<Shop>, RegistryErrors> {
    Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products).export(Products)).build()
}
