//! Two crates that know nothing of each other's application, in one: fields, a version and a component that one adds to the
//! other arrive, and what nobody replaced stays.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use acme::{ACME, AcmeShop, AcmeShopProduct, AcmeVersion, Depot, DepotProduct, DepotProductId, DepotState, Place};
use app::{APP, BEFORE};
use connector_core::{BackendId, Extensible, Model, Related, Selection};
use connector_store::{Store, Stored};
use connector_sync::{Registry, Report};
use serde_json::json;
use shop::{Product, ShopBackend, ShopCategory, ShopProduct, ShopVersion};

/// A store with one shop of each version, over one folder.
struct House {
    store: Store,
    folder: tempfile::TempDir,
}

impl House {
    async fn new() -> Self {
        let store = Store::connect("sqlite::memory:").await.unwrap();
        store.migrate(&APP).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let house = Self { store, folder };
        house.write("categories", &json!([{ "id": 1, "name": "Seats" }]));
        house.write("articles", &json!([{ "sku": "OLD-1", "name": "Bench" }]));
        house.write(
            "products",
            &json!([
                { "sku": "C-1", "name": "Chair", "category": 1, "rating": 5, "shelf": "A 7", "channels": ["web"] },
                { "sku": "S-1", "name": "Stool", "channels": ["web", "fair"] },
                { "sku": "T-1", "name": "Table", "rating": 2, "channels": ["fair"] },
            ]),
        );
        house
    }

    fn write(&self, name: &str, list: &serde_json::Value) {
        std::fs::write(self.folder.path().join(name).with_extension("json"), list.to_string()).unwrap();
    }

    fn shop(&self, name: &str, version: impl Into<Extensible<ShopVersion>>) -> ShopBackend {
        let location = self.folder.path().to_str().unwrap().to_owned();
        ShopBackend { name: name.into(), version: version.into(), location }
    }

    /// A shop of Acme's, with what Acme has to know of it.
    async fn acme(&self) -> (Stored<ShopBackend>, Registry<ShopBackend>) {
        let more = AcmeShop { channel: "web".into() };
        let put = self.store.put_extended(self.shop("ours", AcmeVersion::V2_4Acme), more).await.unwrap();
        let (backend, more) = self.store.get_extended::<AcmeShop>(&put.id).await.unwrap().unwrap().into_parts();
        (backend, acme::extend(shop::shop(), &more.unwrap()).build().unwrap())
    }

    async fn product(&self, backend: BackendId<ShopBackend>, sku: &str) -> Option<(Product, Option<AcmeShopProduct>)> {
        let linked = self.store.binder::<ShopProduct>(backend).linked(&sku.to_owned()).await.unwrap()?;
        let extended = self.store.get_extended::<AcmeShopProduct>(&linked.id).await.unwrap().unwrap();
        Some((linked.record.into_value(), extended.extension))
    }
}

/// `[created, updated, unchanged, failed]`
fn counts(report: &Report) -> [u64; 4] {
    let model = report.models().iter().find(|model| model.model == ShopProduct::NAME).unwrap();
    [model.created, model.updated, model.unchanged, model.failed]
}

#[tokio::test]
async fn what_is_added_arrives() {
    let house = House::new().await;
    let (ours, registry) = house.acme().await;
    let report = registry.work_on(&house.store, &ours).import_changed::<ShopProduct>().await.unwrap();
    assert_eq!(counts(&report), [2, 0, 0, 0], "{report}");

    let (chair, more) = house.product(ours.id(), "C-1").await.unwrap();
    assert_eq!(chair.title, "Chair");
    assert_eq!(more, Some(AcmeShopProduct { rating: Some(5), shelf: Some("A 7".into()) }));
    assert_eq!(house.product(ours.id(), "S-1").await.unwrap().1, Some(AcmeShopProduct::default()));
    // Of another channel: the field that Acme adds to the backend says which one is wanted.
    assert!(house.product(ours.id(), "T-1").await.is_none());
    // The category was imported with the chair, by the shop's own adapter.
    assert_eq!(house.store.count::<ShopCategory>().await.unwrap(), 1);
}

#[tokio::test]
async fn a_change_of_what_is_added_is_seen() {
    let house = House::new().await;
    let (ours, registry) = house.acme().await;
    let work = registry.work_on(&house.store, &ours);
    work.import_changed::<ShopProduct>().await.unwrap();
    assert_eq!(counts(&work.import_changed::<ShopProduct>().await.unwrap()), [0, 0, 2, 0]);
    house.write(
        "products",
        &json!([
            { "sku": "C-1", "name": "Chair", "category": 1, "rating": 1, "shelf": "A 7", "channels": ["web"] },
            { "sku": "S-1", "name": "Bar stool", "shelf": "A 7", "channels": ["web"] },
        ]),
    );
    let report = work.import_changed::<ShopProduct>().await.unwrap();
    assert_eq!(counts(&report), [0, 1, 0, 1], "{report}");
    assert_eq!(house.product(ours.id(), "C-1").await.unwrap().1.unwrap().rating, Some(1));
    // Two products on one shelf: nothing of the second one was written, its name neither.
    assert!(report.to_string().contains("Another product is on this shelf."), "{report}");
    assert_eq!(house.product(ours.id(), "S-1").await.unwrap().0.title, "Stool");
}

#[tokio::test]
async fn what_is_not_replaced_falls_back_on_the_parent() {
    let version: Extensible<ShopVersion> = "2.4-acme".parse().unwrap();
    assert_eq!((version.parent(), version.base()), (Some(ShopVersion::V2_4.into()), Some(ShopVersion::V2_4)));
    let labels: Vec<&str> = Extensible::<ShopVersion>::options().iter().map(|option| option.label).collect();
    assert_eq!(labels, ["2.0 (not for Acme)", "V2 4", "2.4 (Acme)"]);
    assert_eq!(ShopVersion::V2_0.label(), "V2 0", "as the shop's own crate declared it");

    // Without Acme's component its version is served by what serves 2.4.
    let house = House::new().await;
    let (ours, _) = house.acme().await;
    let plain = shop::shop().build().unwrap();
    let report = plain.work_on(&house.store, &ours).import_changed::<ShopProduct>().await.unwrap();
    assert_eq!(counts(&report), [3, 0, 0, 0]);
    assert_eq!(house.product(ours.id(), "T-1").await.unwrap().1, None);
    assert!(plain.to_string().contains("ProductAdapter (of its parent 2.4)"), "{plain}");
}

#[tokio::test]
async fn other_versions_are_as_they_were() {
    let house = House::new().await;
    let (_, registry) = house.acme().await;
    for (name, version, sku, count) in [("new", ShopVersion::V2_4, "T-1", 3), ("old", ShopVersion::V2_0, "OLD-1", 1)] {
        let backend = house.store.put(house.shop(name, version)).await.unwrap();
        let report = registry.work_on(&house.store, &backend).import_changed::<ShopProduct>().await.unwrap();
        assert_eq!(counts(&report), [count, 0, 0, 0], "{name}: {report}");
        assert_eq!(house.product(backend.id(), sku).await.unwrap().1, None);
    }
    assert_eq!(house.store.count::<AcmeShopProduct>().await.unwrap(), 0);
}

/// Acme's crate comes to a database that has rows: they stay, and get their extension with the next import.
#[tokio::test]
async fn it_can_be_added_later() {
    let house = House::new().await;
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&BEFORE).await.unwrap();
    let backend = store.put(house.shop("ours", ShopVersion::V2_4)).await.unwrap();
    shop::shop().build().unwrap().work_on(&store, &backend).import_changed::<ShopProduct>().await.unwrap();

    let plan = store.migrate(&APP).await.unwrap();
    assert!(plan.to_string().contains("create the table \"acme_shop_product\" for acme.shop.product"), "{plan}");
    assert!(plan.steps().iter().all(|step| step.sql.contains("acme")), "{plan}");
    let later = House { store, folder: house.folder };
    assert_eq!(later.product(backend.id(), "C-1").await.unwrap().1, None);

    let (ours, registry) = later.acme().await;
    assert_eq!(ours.id(), backend.id());
    let report = registry.work_on(&later.store, &ours).import_changed::<ShopProduct>().await.unwrap();
    assert_eq!(counts(&report), [0, 2, 0, 0], "{report}");
    assert_eq!(later.product(backend.id(), "C-1").await.unwrap().1.unwrap().rating, Some(5));
    // And can go again: nothing is dropped.
    assert!(later.store.migrate(&BEFORE).await.unwrap().is_empty());
    assert_eq!(later.store.count::<AcmeShopProduct>().await.unwrap(), 2);
}

/// Every derive under another name of `connector-core`, on real tables.
#[tokio::test]
async fn the_derives_work_under_another_name() {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&ACME).await.unwrap();
    let depot = store.put(Depot { name: "north".into(), state: DepotState::Open }).await.unwrap();
    let chair = store.put(Product { title: "Chair".into(), category_id: None }).await.unwrap();
    let place = store.put(Place { code: "A 7".into() }).await.unwrap();
    let binding = DepotProduct {
        record_id: chair.id(),
        backend_id: depot.id(),
        external_id: Some(DepotProductId::new(7)),
        sync_date: None,
        place: Some(place.id()),
        code: Related::default(),
    };
    store.put(binding).await.unwrap();
    let linked = store.binder::<DepotProduct>(depot.id()).linked(&DepotProductId::new(7)).await.unwrap().unwrap();
    assert_eq!((linked.record.title.as_str(), linked.binding.code.get().map(String::as_str)), ("Chair", Some("A 7")));
}

/// The connector is not changed for those who extend it.
#[test]
fn the_shop_knows_nothing_of_acme() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shop");
    let sources = std::fs::read_dir(shop.join("src")).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = sources.chain([shop.join("Cargo.toml")]).collect();
    assert!(files.len() > 4, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap().to_lowercase();
        assert!(!text.contains("acme"), "{}", file.display());
    }
}
