//! Parts of the remote that are imported by themselves: each website of a shop has its own cursor and its own failures.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{
    Backend, BackendId, BindingId, ExternalBinding, ImportMapper, MapContext, Mapped, MappingError, Record, RecordId, schema,
};
use connector_store::{Error, Store, Stored, SubUnit};
use connector_sync::{Adapter, Cause, Connect, Opened, Page, Registry, RemoteError, RemotePage, Report, Window, WorkError};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "shop.backend")]
struct Shop {
    name: String,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.website", direct)]
struct Website {
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
    code: String,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "product")]
struct Product {
    name: String,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.product")]
struct ShopProduct {
    record_id: RecordId<Product>,
    backend_id: BackendId<Shop>,
    external_id: Option<u32>,
    sync_date: Option<DateTime<Utc>>,
    external_updated_at: Option<DateTime<Utc>>,
    website: Option<BindingId<Website>>,
}

schema! { static SHOP = [Shop, Website, Product, ShopProduct]; }

#[derive(Debug, Clone)]
struct RemoteProduct {
    id: u32,
    website: u32,
    updated_at: DateTime<Utc>,
    broken: bool,
}

impl ImportMapper for RemoteProduct {
    type Binding = ShopProduct;

    fn external_id(&self) -> Result<u32, MappingError> {
        Ok(self.id)
    }

    fn external_updated_at(&self) -> Option<DateTime<Utc>> {
        Some(self.updated_at)
    }

    fn links(&self, links: &mut connector_core::LinkRequests) {
        links.needs::<Website>(&self.website);
    }

    fn map(&self, context: &MapContext<'_, ShopProduct>) -> Result<Mapped<ShopProduct>, MappingError> {
        if self.broken {
            return Err(MappingError::new("the name is no text"));
        }
        let binding = ShopProduct {
            record_id: context.record_id(),
            backend_id: context.backend_id(),
            external_id: Some(self.id),
            sync_date: None,
            external_updated_at: None,
            website: Some(context.linked_binding::<Website>(&self.website)?),
        };
        Ok(Mapped::new(Product { name: format!("Product {}", self.id) }, binding))
    }
}

struct RemoteWebsite(u32);

impl ImportMapper for RemoteWebsite {
    type Binding = Website;

    fn external_id(&self) -> Result<u32, MappingError> {
        Ok(self.0)
    }

    fn map(&self, context: &MapContext<'_, Website>) -> Result<Mapped<Website>, MappingError> {
        let code = format!("site {}", self.0);
        Ok(Mapped::direct(Website { backend_id: context.backend_id(), external_id: Some(self.0), sync_date: None, code }))
    }
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap() + TimeDelta::minutes(minute)
}

/// The products of all websites, and the windows that were asked for.
#[derive(Clone, Default)]
struct Remote(Arc<Mutex<(Vec<RemoteProduct>, Vec<Window>)>>);

impl Remote {
    fn products(&self) -> MutexGuard<'_, (Vec<RemoteProduct>, Vec<Window>)> {
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

    async fn changed(&self, (): &(), window: &Window, _: &Page) -> Result<RemotePage<u32, RemoteProduct>, RemoteError> {
        let website = window.part::<Website>();
        assert_eq!(window.part::<ShopProduct>(), None, "a part of another kind");
        let mut remote = self.products();
        remote.1.push(window.clone());
        let asked = |product: &&RemoteProduct| {
            website.is_none_or(|website| website == product.website) && window.since.is_none_or(|since| product.updated_at >= since)
        };
        Ok(RemotePage::of_records(remote.0.iter().filter(asked).cloned().collect()))
    }

    async fn read_many(&self, (): &(), ids: &[u32]) -> Result<Vec<Option<RemoteProduct>>, RemoteError> {
        let remote = self.products();
        Ok(ids.iter().map(|id| remote.0.iter().find(|product| product.id == *id).cloned()).collect())
    }
}

impl Adapter<Website> for Remote {
    type Remote = RemoteWebsite;

    async fn changed(&self, (): &(), _: &Window, _: &Page) -> Result<RemotePage<u32, RemoteWebsite>, RemoteError> {
        Ok(RemotePage::of_records(vec![RemoteWebsite(10), RemoteWebsite(20)]))
    }

    async fn read_many(&self, (): &(), ids: &[u32]) -> Result<Vec<Option<RemoteWebsite>>, RemoteError> {
        Ok(ids.iter().map(|id| Some(RemoteWebsite(*id))).collect())
    }
}

struct House {
    store: Store,
    shop: Stored<Shop>,
    remote: Remote,
    registry: Registry<Shop>,
    websites: [BindingId<Website>; 2],
}

async fn house() -> House {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let shop = store.put(Shop { name: "main".into() }).await.unwrap();
    let remote = Remote::default();
    let registry = Registry::builder()
        .binding::<Website>(|binding| binding.adapter(remote.clone()))
        .binding::<ShopProduct>(|binding| binding.adapter(remote.clone()))
        .build()
        .unwrap();
    registry.work_on(&store, &shop).import_changed::<Website>().await.unwrap();
    let binder = store.binder::<Website>(shop.id());
    let mut websites = [BindingId::new(0); 2];
    for (website, id) in websites.iter_mut().zip([10, 20]) {
        *website = binder.to_internal(&id).await.unwrap().unwrap().id();
    }
    remote.products().0 = (1..=6)
        .map(|id| RemoteProduct { id, website: if id % 2 == 0 { 10 } else { 20 }, updated_at: at(id.into()), broken: false })
        .collect();
    House { store, shop, remote, registry, websites }
}

impl House {
    async fn import(&self, website: usize) -> Report {
        self.try_import(self.websites[website]).await.unwrap()
    }

    async fn try_import(&self, website: BindingId<Website>) -> Result<Report, WorkError> {
        self.registry.work_on(&self.store, &self.shop).import_changed::<ShopProduct>().of(website).await
    }

    async fn cursors(&self) -> [Option<DateTime<Utc>>; 3] {
        let shop = self.shop.id();
        let [one, two] = self.websites.map(SubUnit::of);
        [
            self.store.cursor::<ShopProduct>(shop).await.unwrap(),
            self.store.unit_cursor::<ShopProduct>(shop, &one).await.unwrap(),
            self.store.unit_cursor::<ShopProduct>(shop, &two).await.unwrap(),
        ]
    }
}

#[tokio::test]
async fn each_part_has_its_own_cursor() {
    let house = house().await;
    assert_eq!(house.import(0).await.models()[0].created, 3);
    assert_eq!(house.cursors().await, [None, Some(at(6)), None]);
    assert_eq!(house.import(1).await.models()[0].created, 3);
    assert_eq!(house.cursors().await, [None, Some(at(6)), Some(at(5))]);
    // From there, each for itself; the whole knows nothing of them.
    house.remote.products().1.clear();
    house.import(1).await;
    assert_eq!(house.remote.products().1[0].since, Some(at(5) - TimeDelta::seconds(30)));
    let work = house.registry.work_on(&house.store, &house.shop);
    let report = work.import_changed::<ShopProduct>().await.unwrap();
    assert_eq!((house.remote.products().1[1].since, report.models()[0].unchanged), (None, 6));
    assert_eq!(house.cursors().await, [Some(at(6)), Some(at(6)), Some(at(5))]);
    house.store.clear_unit_cursor::<ShopProduct>(house.shop.id(), &SubUnit::of(house.websites[0])).await.unwrap();
    assert_eq!(house.cursors().await, [Some(at(6)), None, Some(at(5))]);
}

#[tokio::test]
async fn each_part_has_its_own_failures() {
    let house = house().await;
    house.remote.products().0.iter_mut().for_each(|product| product.broken = true);
    assert_eq!((house.import(0).await.failed(), house.import(1).await.failed()), (3, 3));
    let failures = house.store.failures::<ShopProduct>(house.shop.id()).await.unwrap();
    let website =
        |place: usize| failures.iter().filter(|failure| failure.unit == Some(SubUnit::of(house.websites[place]).to_string())).count();
    assert_eq!((failures.len(), website(0), website(1)), (6, 3, 3));
    // They heal; only the website that is imported tries its own again.
    house.remote.products().0.iter_mut().for_each(|product| (product.broken, product.updated_at) = (false, at(-100)));
    assert_eq!(house.import(1).await.models()[0].created, 3);
    let failures = house.store.failures::<ShopProduct>(house.shop.id()).await.unwrap();
    assert!(failures.len() == 3 && failures.iter().all(|failure| failure.unit == Some(SubUnit::of(house.websites[0]).to_string())));
}

#[tokio::test]
async fn a_part_that_is_none_stops_the_import_before_it_begins() {
    let house = house().await;
    let other = house.store.put(Shop { name: "other".into() }).await.unwrap().id();
    let website = |backend_id, external_id| Website { backend_id, external_id, sync_date: None, code: "x".into() };
    let elsewhere = house.store.put(website(other, Some(10))).await.unwrap().id();
    let unbound = house.store.put(website(house.shop.id(), None)).await.unwrap().id();
    house.remote.products().1.clear();
    let error = house.try_import(elsewhere).await.unwrap_err();
    assert!(matches!(error.cause, Cause::Store(Error::OtherBackend { model: "shop.website", .. })), "{error}");
    let error = house.try_import(unbound).await.unwrap_err();
    assert!(error.to_string().contains("has no external ID yet"), "{error}");
    let error = house.try_import(BindingId::new(99)).await.unwrap_err();
    assert!(matches!(error.cause, Cause::Store(Error::NotFound { model: "shop.website", .. })), "{error}");
    assert!(error.to_string().contains("while looking up the part"), "{error}");
    assert!(house.remote.products().1.is_empty());
}
