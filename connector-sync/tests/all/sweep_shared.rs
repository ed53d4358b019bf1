//! Sweeps of records that others bind as well, that people archived, or that wait to be exported.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, BindingId, ChangedBody, Changes, ExportMapper, ExternalBinding, ImportMapper, Record, RecordId, schema,
};
use connector_store::{ReviewFilter, ReviewKind, Store, Stored};
use connector_sync::{
    Adapter, Connect, ExportAdapter, IdempotencyKey, Idempotent, OnGone, Opened, Page, Registry, RemoteError, RemotePage, Swept, Window,
    Written,
};
use serde::{Deserialize, Serialize};

use crate::support::House;

crate::support::on_both! {
    what_the_shop_shows_several_times_goes_with_the_last_one,
    what_another_system_binds_is_neither_deleted_nor_archived,
    what_a_person_archived_stays_archived,
    what_waited_to_be_exported_waits_again,
    what_was_bound_anew_and_is_gone_again_is_news,
}

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
}

/// Another kind of system.
#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "erp.backend")]
struct Erp {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product")]
struct Product {
    name: String,
    #[field(default = true)]
    active: bool,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.product", many_per_record)]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "erp.product")]
struct ErpProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Erp>,
    external_id: Option<String>,
    sync_date: Option<DateTime<Utc>>,
}

schema! { static ALL = [Shop, Erp, Product, ShopProduct, ErpProduct]; }

#[derive(Debug, Clone, Serialize, Deserialize, ImportMapper)]
#[mapper(to = ShopProduct)]
struct RemoteProduct {
    #[map(external_id)]
    id: u32,
    #[map(to = record.name)]
    name: String,
    #[map(to = record.active)]
    active: bool,
}

#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = ShopProduct)]
struct Body {
    #[map(from = record.name)]
    name: String,
    #[map(from = record.active)]
    active: bool,
}

/// What the shop has, and what it was sent.
#[derive(Debug, Default)]
struct Shelf {
    products: BTreeMap<u32, String>,
    sent: Vec<serde_json::Value>,
}

#[derive(Clone, Default)]
struct Remote(Arc<Mutex<Shelf>>);

impl Connect for Shop {
    type Client = ();

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<(), RemoteError> {
        Ok(())
    }
}

impl Adapter<ShopProduct> for Remote {
    type Remote = RemoteProduct;

    async fn changed(&self, (): &(), _: &Window, _: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        Ok(RemotePage::of_ids(self.0.lock().unwrap().products.keys().copied().collect()))
    }

    async fn ids(&self, (): &(), _: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        Ok(RemotePage::of_ids(self.0.lock().unwrap().products.keys().copied().collect()))
    }

    async fn read_many(&self, (): &(), ids: &[u32]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        let there = self.0.lock().unwrap();
        let read = |id: &u32| there.products.get(id).map(|name| RemoteProduct { id: *id, name: name.clone(), active: true });
        Ok(ids.iter().map(read).collect())
    }
}

impl ExportAdapter<ShopProduct> for Remote {
    type Body = Body;
    type Create = Idempotent;

    async fn create(&self, (): &(), body: &Body, _: &IdempotencyKey) -> Result<Written<u32>, RemoteError> {
        let mut there = self.0.lock().unwrap();
        let id = there.products.keys().next_back().copied().unwrap_or_default().max(100) + 1;
        there.products.insert(id, body.name.clone());
        Ok(Written::new(id))
    }

    async fn update(&self, (): &(), id: &u32, changed: &ChangedBody<Body>) -> Result<Written<u32>, RemoteError> {
        let mut there = self.0.lock().unwrap();
        if !there.products.contains_key(id) {
            return Err(RemoteError::from_status(404, "no such product"));
        }
        let sent = serde_json::to_value(changed).unwrap();
        if let Some(name) = sent["name"].as_str() {
            there.products.insert(*id, name.to_owned());
        }
        there.sent.push(sent);
        Ok(Written::new(*id))
    }

    async fn delete(&self, (): &(), _: &u32) -> Result<(), RemoteError> {
        Err(RemoteError::permanent("nothing is to be deleted there"))
    }
}

/// A shop with the products 1 to 9, each imported.
struct Here {
    store: Store,
    shop: Stored<Shop>,
    remote: Remote,
    registry: Registry<Shop>,
}

impl Here {
    async fn new(house: &House, on_gone: OnGone) -> Self {
        let store = house.empty().await;
        store.migrate(&ALL).await.unwrap();
        let shop = store.put(Shop { name: "main".into() }).await.unwrap();
        let remote = Remote::default();
        remote.0.lock().unwrap().products = (1..=9).map(|id| (id, format!("Product {id}"))).collect();
        let registry = Registry::builder()
            .binding::<ShopProduct>(|binding| binding.adapter(remote.clone()).export(remote.clone()).on_gone(on_gone))
            .build()
            .unwrap();
        let report = registry.work_on(&store, &shop).import_changed::<ShopProduct>().await.unwrap();
        assert_eq!(report.models()[0].created, 9);
        Self { store, shop, remote, registry }
    }

    fn goes(&self, id: u32) {
        self.remote.0.lock().unwrap().products.remove(&id).unwrap();
    }

    fn comes(&self, id: u32) {
        self.remote.0.lock().unwrap().products.insert(id, format!("Product {id}"));
    }

    fn sent(&self) -> Vec<serde_json::Value> {
        std::mem::take(&mut self.remote.0.lock().unwrap().sent)
    }

    async fn sweep(&self) -> Swept {
        self.registry.work_on(&self.store, &self.shop).sweep::<ShopProduct>().threshold(90).await.unwrap()
    }

    /// How many were created, updated, and left alone.
    async fn export(&self) -> [u64; 3] {
        let report = self.registry.work_on(&self.store, &self.shop).export_changed::<ShopProduct>().await.unwrap();
        let model = &report.models()[0];
        assert_eq!(model.failed, 0, "{report}");
        [model.created, model.updated, model.unchanged]
    }

    async fn binding(&self, id: u32) -> Stored<ShopProduct> {
        self.store.binder::<ShopProduct>(self.shop.id()).to_internal(&id).await.unwrap().unwrap()
    }

    async fn product(&self, id: u32) -> Product {
        let record = self.binding(id).await.record_id.clone();
        self.store.get::<Product>(&record).await.unwrap().unwrap().into_value()
    }

    async fn change(&self, id: u32, changes: Changes<Product>) {
        let record = self.binding(id).await.record_id.clone();
        self.store.update(&record, &changes).await.unwrap();
    }

    async fn open(&self) -> Vec<String> {
        let filter = ReviewFilter::open().kind(ReviewKind::Gone).of::<ShopProduct>(self.shop.id());
        self.store.reviews(&filter, None, 100).await.unwrap().into_iter().map(|review| review.message).collect()
    }
}

async fn what_the_shop_shows_several_times_goes_with_the_last_one(house: &House) {
    let here = Here::new(house, OnGone::Delete).await;
    // Number 8 is the product of number 7 once more.
    let record = here.binding(7).await.record_id.clone();
    let (second, spare) = (here.binding(8).await, here.binding(8).await.record_id.clone());
    here.store.update(&second.id(), &Changes::<ShopProduct>::new().set("record_id", &record).unwrap()).await.unwrap();
    here.store.delete::<Product>(&spare).await.unwrap();
    here.goes(7);
    let swept = here.sweep().await;
    assert_eq!((swept.gone.count, swept.report.models()[0].deleted), (1, 1), "{swept}");
    assert!(here.store.get::<Product>(&record).await.unwrap().is_some());
    assert_eq!(here.binding(8).await.record_id, record, "what the shop still has is still bound");
    assert!(here.store.deleted::<ShopProduct>(here.shop.id()).await.unwrap().is_empty());
    here.goes(8);
    assert_eq!(here.sweep().await.report.models()[0].deleted, 1);
    assert!(here.store.get::<Product>(&record).await.unwrap().is_none());
    assert!(here.store.deleted::<ShopProduct>(here.shop.id()).await.unwrap().is_empty());
}

async fn what_another_system_binds_is_neither_deleted_nor_archived(house: &House) {
    for on_gone in [OnGone::Delete, OnGone::Archive] {
        let here = Here::new(house, on_gone).await;
        let erp = here.store.put(Erp { name: "main".into() }).await.unwrap().id();
        let record = here.binding(7).await.record_id.clone();
        let elsewhere = ErpProduct { record_id: record, backend_id: erp, external_id: Some("e7".into()), sync_date: None };
        here.store.put(elsewhere).await.unwrap();
        here.goes(7);
        let swept = here.sweep().await;
        assert_eq!(swept.gone.count, 1, "{swept}");
        assert!(here.product(7).await.active, "{swept}");
        let said = if on_gone == OnGone::Delete { swept.to_string() } else { here.open().await.concat() };
        assert!(said.contains(&format!("bound on backend {erp}, too (by erp.product ")), "{said}");
        assert!(here.store.deleted::<ErpProduct>(erp).await.unwrap().is_empty());
    }
}

async fn what_a_person_archived_stays_archived(house: &House) {
    let here = Here::new(house, OnGone::Archive).await;
    here.change(7, Changes::new().set("active", &false).unwrap()).await;
    for id in [7, 8] {
        here.goes(id);
    }
    assert_eq!(here.sweep().await.gone.count, 2);
    assert!(!here.product(7).await.active && !here.product(8).await.active);
    assert_eq!(here.sweep().await.known, 2);
    for id in [7, 8] {
        here.comes(id);
    }
    assert_eq!(here.sweep().await.back, 2);
    assert!(!here.product(7).await.active, "a person has archived it");
    assert!(here.product(8).await.active, "the sweep has");
}

async fn what_waited_to_be_exported_waits_again(house: &House) {
    let here = Here::new(house, OnGone::Archive).await;
    assert_eq!(here.export().await, [0, 0, 9]);
    here.change(7, Changes::new().set("name", "Armchair").unwrap()).await;
    here.goes(7);
    here.sweep().await;
    // There is nothing to be sent to what is not there.
    assert_eq!(here.export().await, [0, 0, 9]);
    here.comes(7);
    assert_eq!(here.sweep().await.back, 1);
    assert_eq!(here.product(7).await, Product { name: "Armchair".into(), active: true });
    assert_eq!(here.export().await, [0, 1, 8]);
    assert_eq!(here.sent(), [serde_json::json!({ "name": "Armchair" })]);
}

async fn what_was_bound_anew_and_is_gone_again_is_news(house: &House) {
    let here = Here::new(house, OnGone::Keep).await;
    let binding: BindingId<ShopProduct> = here.binding(7).await.id();
    here.goes(7);
    assert_eq!(here.sweep().await.gone.count, 1);
    assert_eq!((here.sweep().await.known, here.open().await.len()), (1, 1));
    // As the review advises; the next export creates it anew.
    here.store.binder::<ShopProduct>(here.shop.id()).unbind(binding).await.unwrap();
    assert_eq!(here.export().await, [1, 0, 8]);
    let id = here.store.get::<ShopProduct>(&binding).await.unwrap().unwrap().external_id.unwrap();
    assert_eq!(id, 101);
    here.goes(id);
    let swept = here.sweep().await;
    assert_eq!((swept.gone.count, swept.known, swept.back), (1, 0, 0), "{swept}");
    assert!(here.open().await.concat().contains("no longer has 101"));
    assert_eq!(here.sweep().await.known, 1);
}
