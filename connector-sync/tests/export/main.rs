//! Exports to a shop over HTTP: what is created, updated, deleted, and settled.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod crash;
mod models;
mod shop;

use std::sync::Arc;

use connector_core::{BackendId, BindingId, Changes, RecordId};
use connector_store::{Error, ReviewFilter, ReviewKind, Store, Stored};
use connector_sync::jobs::{Enqueued, ExportDeletions, ExportRecord, Job, JobFilter, JobRegistry, JobState, Worker};
use connector_sync::{Registry, Report, Settlement};

use models::{Category, Product, SHOP, Shop, ShopCategory, ShopProduct, Way, at, registry};
use shop::{Fate, RemoteShop};

struct House {
    shop: RemoteShop,
    store: Store,
    backend: Stored<Shop>,
    registry: Registry<Shop>,
}

async fn house(way: Way) -> House {
    let shop = RemoteShop::open().await;
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let backend = store.put(Shop { name: "main".into(), location: shop.url.clone() }).await.unwrap();
    House { shop, store, backend, registry: registry(way) }
}

impl House {
    fn id(&self) -> BackendId<Shop> {
        self.backend.id()
    }

    async fn product(&self, name: &str, category: Option<RecordId<Category>>) -> BindingId<ShopProduct> {
        let product = self.store.put(Product { name: name.into(), price: 10, category_id: category }).await.unwrap();
        let binding =
            ShopProduct { record_id: product.id(), backend_id: self.id(), external_id: None, sync_date: None, external_updated_at: None };
        self.store.put(binding).await.unwrap().id()
    }

    async fn category(&self, name: &str, parent: Option<RecordId<Category>>) -> (RecordId<Category>, BindingId<ShopCategory>) {
        let record = self.store.put(Category { name: name.into(), parent_id: parent }).await.unwrap().id();
        let binding = ShopCategory { record_id: record.clone(), backend_id: self.id(), external_id: None, sync_date: None };
        (record, self.store.put(binding).await.unwrap().id())
    }

    async fn export(&self, binding: BindingId<ShopProduct>) -> Report {
        self.registry.work_on(&self.store, &self.backend).export::<ShopProduct>(binding).await.unwrap()
    }

    async fn export_changed(&self) -> Report {
        self.registry.work_on(&self.store, &self.backend).export_changed::<ShopProduct>().await.unwrap()
    }

    async fn binding(&self, binding: BindingId<ShopProduct>) -> Stored<ShopProduct> {
        self.store.get::<ShopProduct>(&binding).await.unwrap().unwrap()
    }

    async fn change(&self, binding: BindingId<ShopProduct>, price: i64) {
        let record = self.binding(binding).await.record_id.clone();
        self.store.update(&record, &Changes::<Product>::new().set("price", &price).unwrap()).await.unwrap();
    }

    /// Until the last request can no longer be on its way.
    async fn until_settled(&self) {
        for _ in 0..200 {
            if !self.export_changed().await.to_string().contains("exported elsewhere") {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the lease never ended");
    }
}

/// `created 1, updated 0, …` of one model.
fn counts(report: &Report, model: &str) -> [u64; 5] {
    let found = report.models().iter().find(|found| found.model == model);
    found.map_or([0; 5], |report| [report.created, report.updated, report.unchanged, report.skipped_in_all(), report.failed])
}

#[tokio::test]
async fn a_record_is_created_once_and_updated_with_what_changed() {
    let house = house(Way::NaturalKey).await;
    let chair = house.product("Chair", None).await;
    let report = house.export(chair).await;
    assert_eq!(counts(&report, "shop.product"), [1, 0, 0, 0, 0], "{report}");
    let bound = house.binding(chair).await;
    assert_eq!((bound.external_id, bound.external_updated_at), (Some(1), Some(at(1))), "its echo will be recognised");
    let first = bound.sync_date.unwrap();

    assert_eq!(counts(&house.export(chair).await, "shop.product"), [0, 0, 1, 0, 0]);
    assert_eq!(house.binding(chair).await.sync_date, Some(first), "nothing was sent: the date stays");

    house.change(chair, 12).await;
    let report = house.export_changed().await;
    assert_eq!(counts(&report, "shop.product"), [0, 1, 0, 0, 0], "{report}");
    let sent = house.shop.inner().requests.last().unwrap().body.clone();
    assert_eq!(sent, serde_json::json!({ "price": 12 }), "what changed, and nothing else");
    assert!(house.binding(chair).await.sync_date > Some(first));
    assert_eq!((house.shop.count("POST"), house.shop.count("PUT")), (1, 1));
}

#[tokio::test]
async fn what_it_links_is_exported_first() {
    let house = house(Way::Idempotent).await;
    let (root, _) = house.category("Furniture", None).await;
    let (chairs, _) = house.category("Chairs", Some(root)).await;
    let chair = house.product("Chair", Some(chairs)).await;
    let report = house.export(chair).await;
    assert_eq!(counts(&report, "shop.category"), [2, 0, 0, 0, 0], "{report}");
    assert_eq!(counts(&report, "shop.product"), [1, 0, 0, 0, 0]);
    let inner = house.shop.inner();
    assert_eq!(
        inner.records.iter().map(|kept| kept.fields["name"].as_str().unwrap()).collect::<Vec<_>>(),
        ["Furniture", "Chairs", "Chair"]
    );
    assert_eq!((&inner.records[1].fields["parent"], &inner.records[2].fields["category"]), (&1.into(), &2.into()));
}

#[test]
fn a_chain_of_references_leaves_the_stack_alone() {
    // A worker of a runtime has four times as much.
    let run = || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let house = house(Way::Idempotent).await;
            let mut parent = None;
            for n in 1..=150 {
                parent = Some(house.category(&format!("Category {n}"), parent).await.0);
            }
            let chair = house.product("Chair", parent).await;
            let report = house.export(chair).await;
            assert_eq!((counts(&report, "shop.category")[0], counts(&report, "shop.product")[0]), (150, 1), "{report}");
            assert_eq!(house.shop.inner().records.len(), 151);
        });
    };
    std::thread::Builder::new().stack_size(512 * 1024).spawn(run).unwrap().join().unwrap();
}

#[tokio::test]
async fn a_circle_and_a_link_without_a_binding_are_told() {
    let house = house(Way::Idempotent).await;
    let (one, binding) = house.category("One", None).await;
    let (two, _) = house.category("Two", Some(one.clone())).await;
    house.store.update(&one, &Changes::<Category>::new().set("parent_id", &two).unwrap()).await.unwrap();
    let work = house.registry.work_on(&house.store, &house.backend);
    let report = work.export::<ShopCategory>(binding).await.unwrap().to_string();
    assert!(report.contains("the links go in a circle"), "{report}");

    let loose = house.store.put(Category { name: "Loose".into(), parent_id: None }).await.unwrap().id();
    let chair = house.product("Chair", Some(loose)).await;
    let report = house.export(chair).await.to_string();
    assert!(report.contains("put a binding of it on this backend first"), "{report}");
    assert_eq!(house.shop.count("POST"), 0);
}

#[tokio::test]
async fn a_refusal_fails_one_and_the_next_export_tries_it_again() {
    let house = house(Way::Unsafe).await;
    let (chair, table) = (house.product("Chair", None).await, house.product("Table", None).await);
    house.shop.next(Fate::Refuse(400));
    let report = house.export_changed().await;
    assert_eq!(counts(&report, "shop.product"), [1, 0, 0, 0, 1], "{report}");
    assert_eq!((house.binding(chair).await.external_id, house.binding(table).await.external_id), (None, Some(1)));
    assert_eq!(counts(&house.export_changed().await, "shop.product"), [1, 0, 1, 0, 0]);
    assert_eq!(house.shop.names("products"), ["Chair", "Table"]);
}

/// The shop made it, and its answer did not come.
async fn interrupted(way: Way, fate: Fate) -> (House, BindingId<ShopProduct>, Report) {
    let house = house(way).await;
    let chair = house.product("Chair", None).await;
    house.shop.next(fate);
    let report = house.export(chair).await;
    (house, chair, report)
}

#[tokio::test]
async fn an_idempotent_create_is_repeated_with_its_key() {
    for fate in [Fate::DoAndRefuse(502), Fate::DoAndHang, Fate::Refuse(503)] {
        let (house, chair, report) = interrupted(Way::Idempotent, fate).await;
        assert_eq!(counts(&report, "shop.product"), [1, 0, 0, 0, 0], "{fate:?}: {report}");
        assert_eq!(house.binding(chair).await.external_id, Some(1));
        assert_eq!((house.shop.count("POST"), house.shop.names("products")), (2, vec!["Chair".to_owned()]));
    }
}

#[tokio::test]
async fn a_create_with_a_natural_key_is_looked_for() {
    for fate in [Fate::DoAndRefuse(502), Fate::DoAndHang] {
        let (house, chair, report) = interrupted(Way::NaturalKey, fate).await;
        assert!(report.to_string().contains("it is not known whether it was created"), "{report}");
        assert_eq!(house.binding(chair).await.external_id, None);
        assert_eq!(house.store.intents::<ShopProduct>(house.id(), None, 10).await.unwrap().len(), 1);
        house.until_settled().await;
        assert_eq!(house.binding(chair).await.external_id, Some(1));
        assert_eq!((house.shop.count("POST"), house.shop.names("products")), (1, vec!["Chair".to_owned()]), "never repeated blind");
        assert!(house.store.intents::<ShopProduct>(house.id(), None, 10).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_certainly_did_not_get_there_is_sent_again_whatever_its_safety() {
    for way in [Way::Idempotent, Way::NaturalKey, Way::Unsafe] {
        let (house, chair, report) = interrupted(way, Fate::Refuse(429)).await;
        assert_eq!(counts(&report, "shop.product"), [1, 0, 0, 0, 0], "{way:?}: {report}");
        assert_eq!(house.binding(chair).await.external_id, Some(1));
    }
}

#[tokio::test]
async fn what_is_unsafe_is_put_before_a_person() {
    let (house, chair, _) = interrupted(Way::Unsafe, Fate::DoAndRefuse(502)).await;
    house.until_settled().await;
    house.export_changed().await;
    assert_eq!((house.shop.count("POST"), house.binding(chair).await.external_id), (1, None), "nothing is repeated");
    let open = house.store.reviews(&ReviewFilter::open().of::<ShopProduct>(house.id()), None, 10).await.unwrap();
    let [review] = open.as_slice() else { panic!("{open:?}") };
    assert_eq!(review.kind, ReviewKind::InDoubt);
    assert!(review.message.contains("may or may not have reached the remote"), "{review}");

    let work = house.registry.work_on(&house.store, &house.backend);
    work.settle_export::<ShopProduct>(chair, Settlement::Created(1)).await.unwrap();
    assert_eq!(house.binding(chair).await.external_id, Some(1));
    assert!(house.store.reviews(&ReviewFilter::open(), None, 10).await.unwrap().is_empty());
    let settled = house.store.reviews(&ReviewFilter::all(), None, 10).await.unwrap();
    assert_eq!(settled[0].settled.as_ref().unwrap().1, "it is there, as 1");
    // What it holds there is not known: all of it is sent.
    assert_eq!(counts(&house.export(chair).await, "shop.product"), [0, 1, 0, 0, 0]);
}

#[tokio::test]
async fn a_person_may_say_that_it_is_not_there() {
    let (house, chair, _) = interrupted(Way::Unsafe, Fate::DoAndHang).await;
    house.shop.inner().records.clear();
    house.until_settled().await;
    let work = house.registry.work_on(&house.store, &house.backend);
    work.settle_export::<ShopProduct>(chair, Settlement::NotCreated).await.unwrap();
    assert_eq!(counts(&house.export(chair).await, "shop.product"), [1, 0, 0, 0, 0]);
    assert_eq!(house.shop.names("products"), ["Chair"]);
}

#[tokio::test]
async fn several_records_with_one_natural_key_are_put_before_a_person() {
    let (house, chair, _) = interrupted(Way::NaturalKey, Fate::DoAndHang).await;
    {
        let mut inner = house.shop.inner();
        let mut twin = inner.records[0].clone();
        twin.id = 7;
        inner.records.push(twin);
    }
    house.until_settled().await;
    let open = house.store.reviews(&ReviewFilter::open().kind(ReviewKind::Match), None, 10).await.unwrap();
    assert!(open[0].message.contains("several records with its natural key: 1, 7"), "{}", open[0]);
    let work = house.registry.work_on(&house.store, &house.backend);
    work.settle_export::<ShopProduct>(chair, Settlement::Created(7)).await.unwrap();
    assert!(house.store.reviews(&ReviewFilter::open(), None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_update_whose_answer_did_not_come_is_sent_again() {
    let house = house(Way::NaturalKey).await;
    let chair = house.product("Chair", None).await;
    house.export(chair).await;
    house.change(chair, 12).await;
    house.shop.next(Fate::DoAndRefuse(500));
    let report = house.export(chair).await;
    assert_eq!(counts(&report, "shop.product"), [0, 1, 0, 0, 0], "an update may be repeated: {report}");

    // It arrived, and nobody knows: going back to what was known before is a change all the same.
    house.change(chair, 15).await;
    let mut left = 5;
    house.shop.fate(move |moment| match moment {
        shop::Moment::Before if left > 0 => {
            left -= 1;
            Fate::DoAndRefuse(500)
        }
        _ => Fate::Answer,
    });
    assert_eq!(counts(&house.export(chair).await, "shop.product"), [0, 0, 0, 0, 1]);
    house.change(chair, 12).await;
    house.until_settled().await;
    assert_eq!(house.shop.inner().records[0].fields["price"], 12);
}

#[tokio::test]
async fn what_the_remote_no_longer_has_is_put_before_a_person() {
    let house = house(Way::Idempotent).await;
    let chair = house.product("Chair", None).await;
    house.export(chair).await;
    house.shop.inner().records.clear();
    house.change(chair, 12).await;
    let report = house.export(chair).await;
    assert_eq!(counts(&report, "shop.product"), [0, 0, 0, 1, 0], "{report}");
    let open = house.store.reviews(&ReviewFilter::open().kind(ReviewKind::Gone), None, 10).await.unwrap();
    assert_eq!(open.len(), 1);
    assert!(open[0].message.contains("the remote no longer has 1"), "{}", open[0]);
}

#[tokio::test]
async fn what_was_deleted_here_is_deleted_there() {
    let house = house(Way::Idempotent).await;
    let (chair, table) = (house.product("Chair", None).await, house.product("Table", None).await);
    house.export_changed().await;
    let record = house.binding(chair).await.record_id.clone();
    // The binding goes with its record.
    house.store.delete::<Product>(&record).await.unwrap();
    let work = house.registry.work_on(&house.store, &house.backend);
    let foretold = work.export_deleted::<ShopProduct>().dry_run().await.unwrap();
    assert_eq!((foretold.models()[0].deleted, house.shop.count("DELETE")), (1, 0));
    let report = work.export_deleted::<ShopProduct>().await.unwrap();
    assert_eq!(report.models()[0].deleted, 1, "{report}");
    assert_eq!(house.shop.names("products"), ["Table"]);
    assert!(house.binding(table).await.external_id.is_some());
    assert_eq!(work.export_deleted::<ShopProduct>().await.unwrap().models()[0].deleted, 0);
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_does_nothing() {
    let house = house(Way::Idempotent).await;
    let (chair, _) = (house.product("Chair", None).await, house.product("Table", None).await);
    house.export(chair).await;
    house.change(chair, 12).await;
    let work = house.registry.work_on(&house.store, &house.backend);
    let report = work.export_changed::<ShopProduct>().dry_run().await.unwrap();
    assert_eq!(counts(&report, "shop.product"), [1, 1, 0, 0, 0], "{report}");
    assert_eq!((house.shop.count("POST"), house.shop.count("PUT")), (1, 0));
    assert!(house.store.intents::<ShopProduct>(house.id(), None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_paused_backend_is_told_nothing() {
    let house = house(Way::Idempotent).await;
    let chair = house.product("Chair", None).await;
    house.store.pause::<Shop>(house.id()).await.unwrap();
    let work = house.registry.work_on(&house.store, &house.backend);
    let error = work.export::<ShopProduct>(chair).await.unwrap_err().to_string();
    assert!(error.contains("paused"), "{error}");
    assert_eq!(house.shop.count("POST"), 0);
}

#[tokio::test]
async fn a_binding_gets_another_id_and_everything_is_sent_to_that() {
    let house = house(Way::Idempotent).await;
    let (chair, table) = (house.product("Chair", None).await, house.product("Table", None).await);
    house.export_changed().await;
    let binder = house.store.binder::<ShopProduct>(house.id());
    binder.unbind(table).await.unwrap();
    binder.unbind(chair).await.unwrap();
    binder.bind(chair, &2).await.unwrap();
    assert_eq!(counts(&house.export(chair).await, "shop.product"), [0, 1, 0, 0, 0], "what was sent to 1 is not on 2");
    assert_eq!(house.shop.inner().records[1].fields["name"], "Chair");
}

#[tokio::test]
async fn an_export_waits_as_a_job_in_the_transaction_that_makes_it_necessary() {
    let house = house(Way::Idempotent).await;
    let shop = house.id();
    let binding = house
        .store
        .transaction(move |tx| {
            Box::pin(async move {
                let record_id = tx.put(Product { name: "Chair".into(), price: 10, category_id: None }).await?.id();
                let binding = ShopProduct { record_id, backend_id: shop, external_id: None, sync_date: None, external_updated_at: None };
                let binding = tx.put(binding).await?.id();
                ExportRecord::<ShopProduct> { backend: shop, binding }.later().within(tx).await?;
                Ok(binding)
            })
        })
        .await
        .unwrap();
    house.shop.next(Fate::Refuse(400));
    let jobs = || JobRegistry::builder().backend(Arc::new(registry(Way::Idempotent))).build().unwrap();
    let summary = Worker::new(&house.store, jobs()).run_until_idle().await.unwrap();
    assert_eq!((summary.done, house.binding(binding).await.external_id), (0, None), "refused: it waits for its next try");
    house.store.jobs().requeue_failed(None).await.unwrap();
    let waiting = house.store.jobs().list(&JobFilter::default()).await.unwrap();
    assert!(waiting[0].error.as_ref().unwrap().contains("HTTP 400"), "{:?}", waiting[0].error);
    ExportRecord::<ShopProduct> { backend: shop, binding }.later().on(&house.store).await.unwrap();
    // Whoever does not want to wait exports it himself; the job then finds nothing to do.
    assert_eq!(counts(&house.export(binding).await, "shop.product"), [1, 0, 0, 0, 0]);
    assert_eq!(house.shop.names("products"), ["Chair"]);
}

#[tokio::test]
async fn deletions_are_a_job() {
    let house = house(Way::Idempotent).await;
    let chair = house.product("Chair", None).await;
    house.product("Table", None).await;
    house.export_changed().await;
    let record = house.binding(chair).await.record_id.clone();
    house.store.delete::<Product>(&record).await.unwrap();
    let work = house.registry.work_on(&house.store, &house.backend);
    let first = work.later::<ExportDeletions<ShopProduct>>(()).await.unwrap();
    assert_eq!(work.later::<ExportDeletions<ShopProduct>>(()).await.unwrap(), Enqueued::Already(first.id()));
    let jobs = || JobRegistry::builder().backend(Arc::new(registry(Way::Idempotent))).build().unwrap();
    assert_eq!(Worker::new(&house.store, jobs()).run_until_idle().await.unwrap().done, 1);
    assert_eq!((house.shop.names("products"), house.shop.count("DELETE")), (vec!["Table".to_owned()], 1));
    // Nothing is deleted twice.
    work.later::<ExportDeletions<ShopProduct>>(()).await.unwrap();
    assert_eq!(Worker::new(&house.store, jobs()).run_until_idle().await.unwrap().done, 1);
    assert_eq!(house.shop.count("DELETE"), 1);
}

#[tokio::test]
async fn a_paused_backend_keeps_its_jobs() {
    let house = house(Way::Idempotent).await;
    let binding = house.product("Chair", None).await;
    ExportRecord::<ShopProduct> { backend: house.id(), binding }.later().on(&house.store).await.unwrap();
    house.store.pause::<Shop>(house.id()).await.unwrap();
    let jobs = JobRegistry::builder().backend(Arc::new(registry(Way::Idempotent))).build().unwrap();
    Worker::new(&house.store, jobs).run_until_idle().await.unwrap();
    let waiting = house.store.jobs().list(&JobFilter::default()).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].state, waiting[0].tries), (1, JobState::Waiting, 0), "it is no failure");
}

/// The requests have these fates, one after the other; then they are answered.
fn fates<const N: usize>(house: &House, fates: [Fate; N]) {
    let mut fates = fates.into_iter();
    house.shop.fate(move |moment| if moment == shop::Moment::Before { fates.next().unwrap_or(Fate::Answer) } else { Fate::Answer });
}

#[tokio::test]
async fn what_refuses_a_repetition_says_nothing_of_the_first_attempt() {
    // It got there, and then nobody lets us in: nothing is forgotten.
    let house = house(Way::Idempotent).await;
    let chair = house.product("Chair", None).await;
    fates(&house, [Fate::DoAndRefuse(502), Fate::Refuse(401)]);
    let work = house.registry.work_on(&house.store, &house.backend);
    let error = work.export::<ShopProduct>(chair).await.unwrap_err().to_string();
    assert!(error.contains("does not let us in"), "{error}");
    assert_eq!(counts(&house.export(chair).await, "shop.product"), [1, 0, 0, 0, 0]);
    assert_eq!(house.shop.names("products"), ["Chair"], "the same key again");

    // It got there, and the repetition is refused for good: a person decides.
    let table = house.product("Table", None).await;
    fates(&house, [Fate::DoAndRefuse(502), Fate::Refuse(422)]);
    assert_eq!(counts(&house.export(table).await, "shop.product"), [0, 0, 0, 1, 0]);
    let open = house.store.reviews(&ReviewFilter::open(), None, 10).await.unwrap();
    assert!(open[0].message.contains("which refused the repetition"), "{}", open[0]);
    assert_eq!(counts(&house.export(table).await, "shop.product"), [1, 0, 0, 0, 0], "or the remote takes it after all");
    assert!(house.store.reviews(&ReviewFilter::open(), None, 10).await.unwrap().is_empty(), "nothing is left to decide");
    assert_eq!(house.shop.names("products"), ["Chair", "Table"]);
}

#[tokio::test]
async fn wrong_credentials_stop_the_export() {
    let house = house(Way::Unsafe).await;
    for name in ["Chair", "Table", "Lamp"] {
        house.product(name, None).await;
    }
    fates(&house, [Fate::Refuse(401)]);
    let work = house.registry.work_on(&house.store, &house.backend);
    assert!(work.export_changed::<ShopProduct>().await.is_err());
    assert_eq!(house.shop.count("POST"), 1);
    assert_eq!(counts(&house.export_changed().await, "shop.product"), [3, 0, 0, 0, 0]);
}

#[tokio::test]
async fn nobody_settles_what_may_still_be_on_its_way() {
    let (house, chair, report) = interrupted(Way::NaturalKey, Fate::DoAndHang).await;
    assert!(report.to_string().contains("the next export that begins after"), "{report}");
    let work = house.registry.work_on(&house.store, &house.backend);
    let error = work.settle_export::<ShopProduct>(chair, Settlement::NotCreated).await.unwrap_err();
    assert!(matches!(error, Error::Leased { .. }), "{error}");
}

#[tokio::test]
async fn a_create_whose_binding_is_deleted_is_not_forgotten() {
    let (house, chair, _) = interrupted(Way::Unsafe, Fate::DoAndRefuse(502)).await;
    house.store.delete::<ShopProduct>(&chair).await.unwrap();
    house.export_changed().await;
    let open = house.store.reviews(&ReviewFilter::open(), None, 10).await.unwrap();
    assert!(open[0].message.contains("it was deleted here before the answer came"), "{}", open[0]);
    assert!(house.store.intents::<ShopProduct>(house.id(), None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_dry_run_knows_what_would_be_exported_first() {
    let house = house(Way::Idempotent).await;
    let (chairs, _) = house.category("Chairs", None).await;
    let chair = house.product("Chair", Some(chairs)).await;
    let work = house.registry.work_on(&house.store, &house.backend);
    let report = work.export::<ShopProduct>(chair).dry_run().await.unwrap();
    assert_eq!(counts(&report, "shop.product"), [1, 0, 0, 0, 0], "{report}");
}

#[tokio::test]
async fn a_review_of_what_is_gone_closes_when_it_is_there_again() {
    let house = house(Way::Idempotent).await;
    let chair = house.product("Chair", None).await;
    house.export(chair).await;
    house.shop.inner().records.clear();
    house.change(chair, 12).await;
    house.export(chair).await;
    assert_eq!(house.store.reviews(&ReviewFilter::open(), None, 10).await.unwrap().len(), 1);
    house.store.binder::<ShopProduct>(house.id()).unbind(chair).await.unwrap();
    assert_eq!(counts(&house.export(chair).await, "shop.product"), [1, 0, 0, 0, 0]);
    assert!(house.store.reviews(&ReviewFilter::open(), None, 10).await.unwrap().is_empty());
}
