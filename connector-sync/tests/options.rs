//! What the application tells its mappers, through imports, exports and jobs.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::sync::Arc;

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, BindingId, ChangedBody, ExportMapper, ExternalBinding, ImportMapper, Record, RecordId, schema};
use connector_store::{Store, Stored};
use connector_sync::jobs::{ExportRecord, ImportRecord, Job, JobFilter, JobRegistry, JobState, Worker};
use connector_sync::{
    Adapter, Cause, Connect, ExportAdapter, IdempotencyKey, Idempotent, Opened, Page, Registry, RemoteError, RemotePage, Window, Written,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product")]
struct Product {
    cents: i64,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
}

schema! { static SHOP = [Shop, Product, ShopProduct]; }

/// How many cents are one.
#[derive(Debug)]
struct Scale(i64);

fn to_cents(price: i64, scale: &Scale) -> i64 {
    price * scale.0
}

fn from_cents(cents: i64, scale: &Scale) -> i64 {
    cents / scale.0
}

#[derive(Debug, Clone, ImportMapper)]
#[mapper(to = ShopProduct, options = Scale)]
struct RemoteProduct {
    #[map(external_id)]
    id: u32,
    #[map(to = record.cents, with = to_cents, options)]
    price: i64,
}

#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = ShopProduct, options = Scale)]
struct ProductBody {
    #[map(from = record.cents, with = from_cents, options)]
    price: i64,
}

impl Connect for Shop {
    type Client = ();

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<(), RemoteError> {
        Ok(())
    }
}

struct Three;

impl Adapter<ShopProduct> for Three {
    type Remote = RemoteProduct;

    async fn changed(&self, (): &(), _: &Window, _: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        Ok(RemotePage::of_records((1..=3).map(|id| RemoteProduct { id, price: i64::from(id) }).collect()))
    }

    async fn read_many(&self, (): &(), ids: &[u32]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        Ok(ids.iter().map(|id| Some(RemoteProduct { id: *id, price: i64::from(*id) })).collect())
    }
}

impl ExportAdapter<ShopProduct> for Three {
    type Body = ProductBody;
    type Create = Idempotent;

    /// The ID is the price that arrived.
    async fn create(&self, (): &(), body: &ProductBody, _: &IdempotencyKey) -> Result<Written<u32>, RemoteError> {
        Ok(Written::new(u32::try_from(body.price).unwrap()))
    }

    async fn update(&self, (): &(), id: &u32, _: &ChangedBody<ProductBody>) -> Result<Written<u32>, RemoteError> {
        Ok(Written::new(*id))
    }

    async fn delete(&self, (): &(), _: &u32) -> Result<(), RemoteError> {
        Ok(())
    }
}

async fn house() -> (Store, Stored<Shop>, Registry<Shop>) {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(Shop { name: "main".into() }).await.unwrap();
    let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Three).export(Three)).build().unwrap();
    (store, shop, registry)
}

async fn put(store: &Store, shop: &Stored<Shop>, cents: i64) -> BindingId<ShopProduct> {
    let record = store.put(Product { cents }).await.unwrap().id();
    store.put(ShopProduct { record_id: record, backend_id: shop.id(), external_id: None, sync_date: None }).await.unwrap().id()
}

async fn cents(store: &Store, shop: &Stored<Shop>, id: u32) -> i64 {
    let binding = store.binder::<ShopProduct>(shop.id()).to_internal(&id).await.unwrap().unwrap();
    store.get::<Product>(&binding.record_id).await.unwrap().unwrap().cents
}

#[tokio::test]
async fn imports_and_exports_are_told() {
    let (store, shop, registry) = house().await;
    let work = registry.work_on(&store, &shop).with_options("another").with_options(Scale(7)).with_options(Scale(100));
    let report = work.import_changed::<ShopProduct>().await.unwrap();
    assert_eq!((report.models()[0].created, report.failed()), (3, 0), "{report}");
    assert_eq!(cents(&store, &shop, 2).await, 200);
    let binding = put(&store, &shop, 1_700).await;
    work.export::<ShopProduct>(binding).await.unwrap();
    assert_eq!(store.get::<ShopProduct>(&binding).await.unwrap().unwrap().external_id, Some(17));
    // What was imported is known to be there as it is: nothing is sent back.
    let report = work.export_changed::<ShopProduct>().await.unwrap();
    assert_eq!(report.models()[0].unchanged, 4, "{report}");
}

#[tokio::test]
async fn what_is_missing_is_one_error_before_anything_is_done() {
    let (store, shop, registry) = house().await;
    let binding = put(&store, &shop, 100).await;
    let work = registry.work_on(&store, &shop);
    let errors = [
        work.import_changed::<ShopProduct>().await.unwrap_err(),
        work.import::<ShopProduct>(&1).await.unwrap_err(),
        work.export::<ShopProduct>(binding).await.unwrap_err(),
        work.export_many::<ShopProduct>(&[]).await.unwrap_err(),
        work.export_changed::<ShopProduct>().await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error.cause, Cause::MissingOptions(ty) if ty.ends_with("Scale")), "{error}");
        assert!(error.to_string().contains("before it began") && error.to_string().contains("`work.with_options(…)`"), "{error}");
        assert_eq!(error.report.failed(), 0);
    }
    assert_eq!(store.count::<ShopProduct>().await.unwrap(), 1);
    assert_eq!(store.count_failures::<ShopProduct>(shop.id()).await.unwrap(), 0);
}

#[tokio::test]
async fn jobs_are_told_by_their_registry() {
    let (store, shop, registry) = house().await;
    let binding = put(&store, &shop, 900).await;
    let registry = Arc::new(registry);
    ImportRecord::<ShopProduct> { backend: shop.id(), id: 3 }.later().on(&store).await.unwrap();
    ExportRecord::<ShopProduct> { backend: shop.id(), binding }.later().on(&store).await.unwrap();
    let jobs = JobRegistry::builder().backend(Arc::clone(&registry)).job::<ExportRecord<ShopProduct>>().with_options(Scale(100)).build();
    Worker::new(&store, jobs.unwrap()).run_until_idle().await.unwrap();
    assert_eq!(store.jobs().list(&JobFilter::new().state(JobState::Done)).await.unwrap().len(), 2);
    assert_eq!(cents(&store, &shop, 3).await, 300);
    assert_eq!(store.get::<ShopProduct>(&binding).await.unwrap().unwrap().external_id, Some(9));
    // Without them it fails for good: another try would not help.
    ImportRecord::<ShopProduct> { backend: shop.id(), id: 1 }.later().on(&store).await.unwrap();
    let jobs = JobRegistry::builder().backend(registry).build().unwrap();
    Worker::new(&store, jobs).run_until_idle().await.unwrap();
    let failed = store.jobs().list(&JobFilter::new().state(JobState::Failed)).await.unwrap();
    assert!(failed.len() == 1 && failed[0].error.as_ref().unwrap().contains("JobRegistry::builder().with_options"), "{failed:?}");
}
