//! Existing records, the application's own table, and bindings without a record.
#![allow(clippy::redundant_closure_for_method_calls)] // The method itself is not general enough.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::fixtures::*;
use chrono::{DateTime, Utc};
use connector_core::{
    BackendId, Changes, ExternalBinding, ImportMapper, MapContext, Mapped, MappingError, Record, RecordBinding, RecordId, Value, schema,
};
use connector_store::rusqlite::OptionalExtension;
use connector_store::rusqlite::params;
use connector_store::{BoxFuture, Error, Records, Store, Tx};
use connector_sync::{Registry, Retry};

fn existing(name: &str, note: &str) -> Product {
    Product { name: name.into(), price: 0, note: Some(note.into()), category_id: None }
}

async fn matching() -> House {
    let house = House::new(products(1..=3), Vec::new()).await;
    house.hooks.0.lock().unwrap().matches_by_name = true;
    house
}

#[tokio::test]
async fn none_one_and_several() {
    let house = matching().await;
    let one = house.store.put(existing("Product 2", "ours")).await.unwrap();
    house.store.put(existing("Product 3", "first")).await.unwrap();
    house.store.put(existing("Product 3", "second")).await.unwrap();
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [2, 0, 0, 0, 1]);
    assert_eq!(house.kept().await, (4, 2));
    // The one that matched is bound and brought up to date; what the remote does not say stays.
    let linked = house.product("p2").await;
    assert_eq!((linked.id(), linked.price, linked.note.as_deref()), (one.id(), 2, Some("ours")));
    let (reference, error) = errors(&report, "shop.product").remove(0);
    assert!(reference == "p3" && error.contains("several records match it: 2, 3: say by `settle_match`"), "{error}");
    assert_eq!(house.hooks.0.lock().unwrap().after.len(), 2);
}

#[tokio::test]
async fn a_record_that_is_bound_already_is_not_bound_twice() {
    let house = matching().await;
    house.import::<ShopProduct>().await;
    let namesake = RemoteProduct { name: "Product 1".into(), price: 77, ..product(9) };
    house.products.set(vec![namesake]);
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [0, 0, 0, 0, 1]);
    assert!(errors(&report, "shop.product")[0].1.contains("bound to"), "{report}");
    assert_eq!(house.kept().await, (3, 3));
    assert_eq!(house.product("p1").await.price, 1);
}

#[tokio::test]
async fn an_error_while_matching_is_of_that_record() {
    let house = House::new(products(1..=2), Vec::new()).await;
    house.import::<ShopProduct>().await;
    house.hooks.0.lock().unwrap().match_fails = true;
    house.products.set(products(1..=3));
    let report = house.import_with::<ShopProduct>(|import| import.everything()).await;
    assert_eq!(product_counts(&report), [0, 0, 2, 0, 1]);
    assert_eq!(errors(&report, "shop.product"), [("p3".to_owned(), "the index is being rebuilt".to_owned())]);
}

/// A partner in a table of the application's own.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "res.partner", table = "partners", foreign, id = i64)]
struct Partner {
    name: String,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.partner")]
struct ShopPartner {
    record_id: RecordId<Partner>,
    backend_id: BackendId<Shop>,
    external_id: u32,
    sync_date: Option<DateTime<Utc>>,
    #[field(size = 8)]
    group: String,
}

/// A website: nothing of the application's.
#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "shop.website", direct)]
struct ShopWebsite {
    backend_id: BackendId<Shop>,
    external_id: u32,
    sync_date: Option<DateTime<Utc>>,
    name: String,
}

schema! {
    static PEOPLE = [Shop, Partner, ShopPartner, ShopWebsite, Tag];
}

#[derive(Debug, Clone)]
struct RemotePartner(u32, &'static str, &'static str);

impl ImportMapper for RemotePartner {
    type Binding = ShopPartner;
    fn external_id(&self) -> Result<u32, MappingError> {
        Ok(self.0)
    }
    fn map(&self, context: &MapContext<'_, ShopPartner>) -> Result<Mapped<ShopPartner>, MappingError> {
        let (record_id, backend_id) = (context.record_id(), context.backend_id());
        let binding = ShopPartner { record_id, backend_id, external_id: self.0, sync_date: None, group: self.2.into() };
        Ok(Mapped::new(Partner { name: self.1.into() }, binding))
    }
}

#[derive(Debug, Clone)]
struct RemoteWebsite(u32, &'static str);

impl ImportMapper for RemoteWebsite {
    type Binding = ShopWebsite;
    fn external_id(&self) -> Result<u32, MappingError> {
        Ok(self.0)
    }
    fn map(&self, context: &MapContext<'_, ShopWebsite>) -> Result<Mapped<ShopWebsite>, MappingError> {
        let (backend_id, name) = (context.backend_id(), self.1.into());
        Ok(Mapped::direct(ShopWebsite { backend_id, external_id: self.0, sync_date: None, name }))
    }
}

/// The application's own statements. `short` gives fewer IDs than it was asked for, `lost` finds nothing.
#[derive(Clone, Default)]
struct Partners {
    short: Arc<AtomicBool>,
    lost: Arc<AtomicBool>,
}

impl Records<Partner> for Partners {
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<Partner>]) -> BoxFuture<'t, Result<Vec<Option<Partner>>, Error>> {
        Box::pin(async move {
            let mut statement = tx.as_sqlite()?.prepare("SELECT name FROM partners WHERE id = ?1")?;
            let mut found = Vec::new();
            for id in ids {
                found.push(statement.query_row([id.to_string()], |row| Ok(Partner { name: row.get(0)? })).optional()?);
            }
            if self.lost.load(Ordering::SeqCst) {
                found.fill(None);
            }
            Ok(found)
        })
    }

    fn create<'t>(
        &'t self,
        tx: &'t mut Tx<'_>,
        records: &'t [Partner],
    ) -> BoxFuture<'t, Result<Vec<Result<RecordId<Partner>, Error>>, Error>> {
        Box::pin(async move {
            let connection = tx.as_sqlite()?;
            let mut created = Vec::new();
            for record in records {
                connection.execute("INSERT INTO partners (name) VALUES (?1)", params![record.name])?;
                created.push(Ok(RecordId::new(connection.last_insert_rowid())));
            }
            if self.short.load(Ordering::SeqCst) {
                created.pop();
            }
            Ok(created)
        })
    }

    fn update<'t>(
        &'t self,
        tx: &'t mut Tx<'_>,
        id: &'t RecordId<Partner>,
        changes: &'t Changes<Partner>,
    ) -> BoxFuture<'t, Result<(), Error>> {
        Box::pin(async move {
            if let Some(Value::Text(name)) = changes.get("name") {
                tx.as_sqlite()?.execute("UPDATE partners SET name = ?1 WHERE id = ?2", params![name, id.to_string()])?;
            }
            Ok(())
        })
    }
}

struct People {
    store: Store,
    shop: connector_store::Stored<Shop>,
    remote: Scripted<RemotePartner>,
    websites: Scripted<RemoteWebsite>,
    registry: Registry<Shop>,
    records: Partners,
    _directory: tempfile::TempDir,
}

async fn run(store: &Store, sql: &'static str) {
    store.transaction(move |tx| Box::pin(async move { Ok(tx.as_sqlite()?.execute_batch(sql)?) })).await.unwrap();
}

async fn people(partners: Vec<RemotePartner>) -> People {
    let directory = tempfile::tempdir().unwrap();
    let store = connect(&directory).await;
    run(&store, "CREATE TABLE partners (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> 'Mallory'))").await;
    store.migrate(&PEOPLE).await.unwrap();
    let shop = put_shop(&store).await;
    let (remote, websites) = (Scripted::new(partners), Scripted::new(vec![RemoteWebsite(0, "Admin"), RemoteWebsite(1, "Main")]));
    let records = Partners::default();
    let registry = Registry::builder()
        .binding::<ShopPartner>(|binding| binding.adapter(remote.clone()).records(records.clone()))
        .binding::<ShopWebsite>(|binding| binding.adapter(websites.clone()))
        .build()
        .unwrap();
    People { store, shop, remote, websites, registry, records, _directory: directory }
}

impl People {
    async fn import<T: RecordBinding<Backend = Shop> + Send + Sync>(&self) -> [u64; 5]
    where
        T::Record: Send + Sync,
    {
        let work = self.registry.work_on(&self.store, &self.shop);
        let report = work.import_changed::<T>().retry(Retry::All).await.unwrap();
        counts(&report, T::NAME)
    }

    /// How many partners and bindings there are.
    async fn kept(&self) -> (i64, u64) {
        let count = |row: &connector_store::rusqlite::Row<'_>| row.get(0);
        let partners = self
            .store
            .transaction(move |tx| Box::pin(async move { Ok(tx.as_sqlite()?.query_row("SELECT count(*) FROM partners", [], count)?) }));
        (partners.await.unwrap(), self.store.count::<ShopPartner>().await.unwrap())
    }
}

#[tokio::test]
async fn the_applications_own_records_are_written_in_the_same_transaction() {
    let house = people(vec![RemotePartner(1, "Alice", "a"), RemotePartner(2, "Bob", "far too long"), RemotePartner(3, "Carol", "c")]).await;
    // Bob's binding is refused: his partner is not left behind.
    assert_eq!(house.import::<ShopPartner>().await, [2, 0, 0, 0, 1]);
    assert_eq!(house.kept().await, (2, 2));
    house.remote.change(0, |partner| partner.1 = "Alicia");
    house.remote.change(1, |partner| partner.2 = "b");
    assert_eq!(house.import::<ShopPartner>().await, [1, 1, 1, 0, 0]);
    assert_eq!(house.kept().await, (3, 3));
    // An update that is refused in the binding is undone in the partner.
    house.remote.change(0, |partner| (partner.1, partner.2) = ("Alix", "far too long"));
    assert_eq!(house.import::<ShopPartner>().await, [0, 0, 2, 0, 1]);
    house.remote.change(0, |partner| (partner.1, partner.2) = ("Alicia", "a"));
    assert_eq!(house.import::<ShopPartner>().await, [0, 0, 3, 0, 0]);
}

#[tokio::test]
async fn a_constraint_of_the_applications_table_stops_one_row() {
    let all = vec![
        RemotePartner(1, "Alice", "g"),
        RemotePartner(2, "Mallory", "g"),
        RemotePartner(3, "Alice", "g"),
        RemotePartner(4, "Bob", "g"),
    ];
    let house = people(all).await;
    assert_eq!(house.import::<ShopPartner>().await, [2, 0, 0, 0, 2]);
    assert_eq!(house.kept().await, (2, 2));
}

#[tokio::test]
async fn a_partner_that_is_not_there_any_more_is_a_failure() {
    let house = people(vec![RemotePartner(1, "Alice", "g"), RemotePartner(2, "Bob", "g")]).await;
    assert_eq!(house.import::<ShopPartner>().await, [2, 0, 0, 0, 0]);
    house.records.lost.store(true, Ordering::SeqCst);
    assert_eq!(house.import::<ShopPartner>().await, [0, 0, 0, 0, 2]);
    house.records.lost.store(false, Ordering::SeqCst);
    assert_eq!(house.import::<ShopPartner>().await, [0, 0, 2, 0, 0]);
}

#[tokio::test]
async fn records_that_give_too_few_ids_write_nothing() {
    let house = people(vec![RemotePartner(1, "Alice", "g"), RemotePartner(2, "Bob", "g")]).await;
    house.records.short.store(true, Ordering::SeqCst);
    assert_eq!(house.import::<ShopPartner>().await, [0, 0, 0, 0, 2]);
    assert_eq!(house.kept().await, (0, 0));
}

#[tokio::test]
async fn a_direct_binding() {
    let house = people(Vec::new()).await;
    let work = house.registry.work_on(&house.store, &house.shop);
    let import = async || counts(&work.import_changed::<ShopWebsite>().await.unwrap(), "shop.website");
    assert_eq!(import().await, [2, 0, 0, 0, 0]);
    assert_eq!(import().await, [0, 0, 2, 0, 0]);
    house.websites.change(0, |website| website.1 = "Administration");
    assert_eq!(import().await, [0, 1, 1, 0, 0]);
    let admin = house.store.binder::<ShopWebsite>(house.shop.id()).to_internal(&0).await.unwrap().unwrap();
    assert_eq!(admin.name, "Administration");
}
