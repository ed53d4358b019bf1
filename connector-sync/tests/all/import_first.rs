//! What the remote has changed is imported before it is exported.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{
    Backend, BackendId, BindingId, ChangedBody, Changes, ExportMapper, ExternalBinding, ImportMapper, MapContext, Mapped, MappingError,
    Record, RecordId, schema,
};
use connector_store::{Error, Store, Stored, Tx};
use connector_sync::{
    Adapter, Connect, ExportAdapter, IdempotencyKey, Idempotent, ImportHooks, Imported, Opened, Page, Registry, RemoteError, RemotePage,
    Report, Window, Written,
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
    name: String,
    /// The remote says nothing of it.
    note: String,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
    external_updated_at: Option<DateTime<Utc>>,
}

schema! { static SHOP = [Shop, Product, ShopProduct]; }

#[derive(Debug, Clone)]
struct RemoteProduct {
    id: u32,
    name: String,
    note: String,
    minute: i64,
    broken: bool,
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::minutes(minute)
}

impl ImportMapper for RemoteProduct {
    type Binding = ShopProduct;

    fn external_id(&self) -> Result<u32, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(at(self.minute))
    }

    fn map(&self, context: &MapContext<'_, ShopProduct>) -> Result<Mapped<ShopProduct>, MappingError> {
        if self.broken {
            return Err(MappingError::new("the name is no text"));
        }
        let note = context.record().map_or_else(|| "none".to_owned(), |kept| kept.note.clone());
        let binding = ShopProduct {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: Some(self.id),
            sync_date: None,
            external_updated_at: None,
        };
        Ok(Mapped::new(Product { name: self.name.clone(), note }, binding))
    }
}

#[derive(Debug, Serialize, Deserialize, ExportMapper)]
#[mapper(from = ShopProduct)]
struct ProductBody {
    #[map(from = record.name)]
    name: String,
    #[map(from = record.note)]
    note: String,
}

/// What the remote has, what it was sent, and how often it was asked for a date.
#[derive(Default)]
struct Inner {
    products: BTreeMap<u32, RemoteProduct>,
    sent: Vec<serde_json::Value>,
    asked: u32,
    minute: i64,
    unreachable: bool,
}

#[derive(Clone, Default)]
struct Remote(Arc<Mutex<Inner>>);

impl Remote {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }
}

impl Connect for Shop {
    type Client = ();

    async fn connect(&self, _: &Opened<'_, Self>) -> Result<(), RemoteError> {
        Ok(())
    }
}

impl Adapter<ShopProduct> for Remote {
    type Remote = RemoteProduct;

    async fn changed(&self, (): &(), _: &Window, _: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        Ok(RemotePage::of_records(self.inner().products.values().cloned().collect()))
    }

    async fn read_many(&self, (): &(), ids: &[u32]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        Ok(ids.iter().map(|id| self.inner().products.get(id).cloned()).collect())
    }
}

impl ExportAdapter<ShopProduct> for Remote {
    type Body = ProductBody;
    type Create = Idempotent;

    async fn import_first(&self, (): &(), id: &u32, known: Option<DateTime<Utc>>) -> Result<bool, RemoteError> {
        let mut inner = self.inner();
        inner.asked += 1;
        if inner.unreachable {
            return Err(RemoteError::permanent("no dates today"));
        }
        let there = inner.products.get(id).map(|product| at(product.minute));
        Ok(there.is_some() && there > known)
    }

    async fn create(&self, (): &(), body: &ProductBody, _: &IdempotencyKey) -> Result<Written<u32>, RemoteError> {
        let mut inner = self.inner();
        let (id, minute) = (u32::try_from(inner.products.len()).unwrap() + 1, inner.minute + 1);
        inner.minute = minute;
        inner.products.insert(id, RemoteProduct { id, name: body.name.clone(), note: body.note.clone(), minute, broken: false });
        Ok(Written::new(id).updated_at(Some(at(minute))))
    }

    async fn update(&self, (): &(), id: &u32, changed: &ChangedBody<ProductBody>) -> Result<Written<u32>, RemoteError> {
        let mut inner = self.inner();
        let sent = serde_json::to_value(changed).unwrap();
        inner.sent.push(sent.clone());
        inner.minute += 1;
        let minute = inner.minute;
        let product = inner.products.get_mut(id).ok_or_else(|| RemoteError::from_status(404, "gone"))?;
        product.minute = minute;
        for (field, place) in [("name", &mut product.name), ("note", &mut product.note)] {
            if let Some(text) = sent[field].as_str() {
                text.clone_into(place);
            }
        }
        Ok(Written::new(*id).updated_at(Some(at(minute))))
    }

    async fn delete(&self, (): &(), _: &u32) -> Result<(), RemoteError> {
        Ok(())
    }
}

struct House {
    store: Store,
    shop: Stored<Shop>,
    remote: Remote,
    registry: Registry<Shop>,
    binding: BindingId<ShopProduct>,
}

/// A product that was exported as number 1.
async fn house() -> House {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(Shop { name: "main".into() }).await.unwrap();
    let remote = Remote::default();
    let registry =
        Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(remote.clone()).export(remote.clone())).build().unwrap();
    let record = store.put(Product { name: "Chair".into(), note: "new".into() }).await.unwrap().id();
    let binding = ShopProduct { record_id: record, backend_id: shop.id(), external_id: None, sync_date: None, external_updated_at: None };
    let binding = store.put(binding).await.unwrap().id();
    let house = House { store, shop, remote, registry, binding };
    assert_eq!(house.export().await.models()[0].created, 1);
    assert_eq!(house.remote.inner().asked, 0, "a create is asked for nothing");
    house
}

impl House {
    async fn export(&self) -> Report {
        self.registry.work_on(&self.store, &self.shop).export_changed::<ShopProduct>().await.unwrap()
    }

    async fn set(&self, field: &'static str, value: &str) {
        let record = self.store.get::<ShopProduct>(&self.binding).await.unwrap().unwrap().record_id.clone();
        self.store.update(&record, &Changes::<Product>::new().set(field, value).unwrap()).await.unwrap();
    }

    async fn product(&self) -> Product {
        let record = self.store.get::<ShopProduct>(&self.binding).await.unwrap().unwrap().record_id.clone();
        self.store.get::<Product>(&record).await.unwrap().unwrap().into_value()
    }

    /// Something that is not imported changes on the remote.
    fn touch(&self) {
        let mut inner = self.remote.inner();
        inner.minute += 1;
        let minute = inner.minute;
        inner.products.get_mut(&1).unwrap().minute = minute;
    }

    async fn import(&self) -> Report {
        self.registry.work_on(&self.store, &self.shop).import_changed::<ShopProduct>().await.unwrap()
    }

    /// Somebody changes the product on the remote.
    fn rename(&self, name: &str) {
        let mut inner = self.remote.inner();
        inner.minute += 1;
        let minute = inner.minute;
        let product = inner.products.get_mut(&1).unwrap();
        (product.name, product.minute) = (name.to_owned(), minute);
    }
}

#[tokio::test]
async fn what_was_changed_there_is_not_overwritten_unseen() {
    let house = house().await;
    house.rename("Armchair");
    house.set("note", "sale").await;
    let report = house.export().await;
    assert_eq!(report.models()[0].updated, 1, "{report}");
    // Its name came from there, and the note went there; nothing else was sent.
    assert_eq!(house.product().await, Product { name: "Armchair".into(), note: "sale".into() });
    let there = house.remote.inner().products[&1].clone();
    assert_eq!((there.name.as_str(), there.note.as_str()), ("Armchair", "sale"));
    assert_eq!(house.remote.inner().sent, [serde_json::json!({ "note": "sale" })]);
    assert_eq!(house.export().await.models()[0].unchanged, 1);
}

#[tokio::test]
async fn where_both_sides_changed_a_field_the_remote_wins() {
    let house = house().await;
    house.rename("Armchair");
    house.set("name", "Sofa").await;
    let report = house.export().await;
    assert_eq!(report.failed(), 0, "{report}");
    assert_eq!((house.product().await.name.as_str(), house.remote.inner().products[&1].name.as_str()), ("Armchair", "Armchair"));
    assert_eq!(house.export().await.models()[0].unchanged, 1);
}

#[tokio::test]
async fn it_is_asked_only_before_an_update_is_sent() {
    let house = house().await;
    house.export().await;
    assert_eq!(house.remote.inner().asked, 0);
    house.set("note", "sale").await;
    let work = house.registry.work_on(&house.store, &house.shop);
    assert_eq!(work.export_changed::<ShopProduct>().dry_run().await.unwrap().models()[0].updated, 1);
    assert_eq!(house.remote.inner().asked, 0);
    assert_eq!(house.export().await.models()[0].updated, 1);
    let inner = house.remote.inner();
    assert_eq!((inner.asked, inner.sent.len()), (1, 1));
}

#[tokio::test]
async fn what_fails_before_is_not_exported() {
    let house = house().await;
    house.set("note", "sale").await;
    house.remote.inner().unreachable = true;
    let report = house.export().await;
    assert!(report.to_string().contains("could not be asked: ") && report.failed() == 1, "{report}");
    house.remote.inner().unreachable = false;
    house.rename("Armchair");
    house.remote.inner().products.get_mut(&1).unwrap().broken = true;
    let report = house.export().await;
    assert!(report.to_string().contains("to be imported first, which failed: the name is no text"), "{report}");
    assert!(house.remote.inner().sent.is_empty());
    // It heals.
    house.remote.inner().products.get_mut(&1).unwrap().broken = false;
    assert_eq!(house.export().await.models()[0].updated, 1);
    assert_eq!(house.product().await, Product { name: "Armchair".into(), note: "sale".into() });
}

#[tokio::test]
async fn what_only_we_changed_is_not_undone() {
    for imported in [false, true] {
        let house = house().await;
        house.set("name", "Sofa").await;
        house.touch();
        if imported {
            // Also by an import that has nothing to do with an export.
            let report = house.import().await;
            assert_eq!((report.models()[0].updated, report.failed()), (0, 0), "{report}");
            assert_eq!(house.product().await.name, "Sofa");
        }
        assert_eq!(house.export().await.models()[0].updated, 1);
        assert_eq!(house.remote.inner().sent, [serde_json::json!({ "name": "Sofa" })]);
        assert_eq!((house.product().await.name.as_str(), house.remote.inner().products[&1].name.as_str()), ("Sofa", "Sofa"));
        assert_eq!(house.export().await.models()[0].unchanged, 1);
    }
}

#[tokio::test]
async fn an_import_takes_what_the_remote_changed_and_leaves_what_waits() {
    let house = house().await;
    house.set("note", "sale").await;
    house.rename("Armchair");
    assert_eq!(house.import().await.models()[0].updated, 1);
    assert_eq!(house.product().await, Product { name: "Armchair".into(), note: "sale".into() });
    assert_eq!(house.export().await.models()[0].updated, 1);
    assert_eq!(house.remote.inner().sent, [serde_json::json!({ "note": "sale" })]);
}

/// Fills in what the remote does not say.
struct Fills;

impl ImportHooks<ShopProduct> for Fills {
    async fn after(&self, tx: &mut Tx<'_>, imported: &Imported<ShopProduct>) -> Result<(), Error> {
        let record = imported.record.clone().ok_or_else(|| Error::application("it has a record"))?;
        let note = format!("number {}", imported.external_id);
        tx.update(&record, &Changes::<Product>::new().set("note", &note).unwrap()).await
    }
}

#[tokio::test]
async fn what_the_importer_fills_in_is_sent() {
    let mut house = house().await;
    let remote = house.remote.clone();
    let registry =
        Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(remote.clone()).hooks(Fills).export(remote.clone())).build();
    house.registry = registry.unwrap();
    // One is here and changed there, one is new here.
    house.rename("Armchair");
    house.remote.inner().products.insert(2, RemoteProduct { id: 2, name: "Lamp".into(), note: String::new(), minute: 1, broken: false });
    let report = house.import().await;
    assert_eq!((report.models()[0].created, report.models()[0].updated), (1, 1), "{report}");
    assert_eq!(house.export().await.models()[0].updated, 2);
    let inner = house.remote.inner();
    assert_eq!(inner.sent, [serde_json::json!({ "note": "number 1" }), serde_json::json!({ "note": "number 2" })]);
    assert_eq!((inner.products[&1].note.as_str(), inner.products[&2].note.as_str()), ("number 1", "number 2"));
}
