//! Records of the application's own, and of the store's, behind one port.
#![cfg(feature = "uuid")]

use chrono::{DateTime, Utc};
use connector_core::{BackendId, Changes, ExternalBinding, Record, RecordId, RecordKey, schema};
use connector_store::{BoxFuture, Error, Managed, Records, Store, Tx};
use uuid::Uuid;

use crate::support::{Category, Coupon, House, SHOP, Shop, category, number, script, shop};

const SEVEN: Uuid = Uuid::from_u128(0x7777_0000_0000_4000_8000_0000_0000_abcd);

/// A table of the application's with a key of each kind, and a binding of its records.
macro_rules! foreign {
    ($record:ident, $binding:ident, $name:literal, $table:literal, $bound:literal, $key:ty) => {
        #[derive(Debug, Clone, PartialEq, Record)]
        #[record(name = $name, table = $table, foreign, key = "ref", id = $key)]
        struct $record {
            name: String,
            active: bool,
        }

        #[derive(Debug, Clone, PartialEq, ExternalBinding)]
        #[binding(name = $bound)]
        struct $binding {
            record_id: RecordId<$record>,
            backend_id: BackendId<Shop>,
            external_id: Option<i64>,
            sync_date: Option<DateTime<Utc>>,
        }
    };
}

foreign!(Person, ShopPerson, "person", "people", "shop.person", Uuid);
foreign!(Country, ShopCountry, "country", "countries", "shop.country", String);
foreign!(Invoice, ShopInvoice, "invoice", "invoices", "shop.invoice", i64);

schema! {
    static ALL = [Shop, Person, ShopPerson, Country, ShopCountry, Invoice, ShopInvoice];
}

/// What the application writes for records that it keeps itself; how it looks depends on its keys alone.
struct Own {
    table: &'static str,
}

/// A text in a statement; values of a real application are bound.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

trait Named: Record + Send + Sync + Clone {
    fn name(&self) -> &str;
    fn keyed(name: &str) -> Self::Key;
}

impl<R: Named> Records<R> for Own {
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Result<Vec<Option<R>>, Error>> {
        // Its fields are listed, so that the store can read them.
        Managed.find(tx, ids)
    }

    fn create<'t>(&'t self, tx: &'t mut Tx<'_>, records: &'t [R]) -> BoxFuture<'t, Result<Vec<Result<RecordId<R>, Error>>, Error>> {
        Box::pin(async move {
            let mut created = Vec::new();
            for record in records {
                let id = RecordId::<R>::new(R::keyed(record.name()));
                let sql = format!(
                    "INSERT INTO {} (ref, name, active) VALUES ({}, {}, true)",
                    self.table,
                    quoted(&id.to_string()),
                    quoted(record.name())
                );
                crate::support::run_script(tx, &sql).await?;
                created.push(Ok(id));
            }
            Ok(created)
        })
    }

    fn update<'t>(&'t self, tx: &'t mut Tx<'_>, id: &'t RecordId<R>, changes: &'t Changes<R>) -> BoxFuture<'t, Result<(), Error>> {
        Box::pin(async move { tx.update(id, changes).await })
    }
}

async fn made(house: &House) -> (Store, BackendId<Shop>) {
    let store = house.empty().await;
    for (table, key) in [("people", house.either("TEXT", "uuid")), ("countries", "TEXT"), ("invoices", house.either("INTEGER", "bigint"))] {
        let truth = house.either("INTEGER", "boolean");
        script(&store, &format!("CREATE TABLE {table} (ref {key} PRIMARY KEY, name TEXT NOT NULL, active {truth} NOT NULL)")).await;
    }
    store.migrate(&ALL).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap().id();
    (store, shop)
}

/// Created, found, updated, archived by the application's own port, bound, and read as `Linked`.
async fn kept<R, B>(store: &Store, shop: BackendId<Shop>, table: &'static str, bind: fn(RecordId<R>, BackendId<Shop>) -> B)
where
    R: Named + PartialEq + std::fmt::Debug,
    B: ExternalBinding<Backend = Shop, Record = R, ExternalId = i64> + connector_core::RecordBinding + Send + Sync,
    Own: Records<R>,
    R: From<(String, bool)>,
{
    let own = &Own { table };
    let made = &[R::from(("a".to_owned(), true)), R::from(("b".to_owned(), true))];
    let (ids, archived, gone) = store
        .transaction(move |tx| {
            Box::pin(async move {
                let ids: Vec<RecordId<R>> = own.create(tx, made).await?.into_iter().collect::<Result<_, _>>()?;
                for id in &ids {
                    tx.put(bind(id.clone(), shop)).await?;
                }
                let mut asked = ids.clone();
                asked.push(RecordId::<R>::new(R::keyed("nobody")));
                let found: Vec<Option<R>> = own.find(tx, &asked).await?;
                assert_eq!(found[..2], [Some(made[0].clone()), Some(made[1].clone())]);
                assert!(found[2].is_none());
                let named = Changes::<R>::new().set("name", "c")?;
                let done = own.update_many(tx, &[(ids[0].clone(), named.clone()), (asked[2].clone(), named)]).await?;
                assert!(matches!(done[..], [Ok(()), Err(Error::NotFound { .. })]), "{done:?}");
                let archived = Records::<R>::archive(own, tx, &asked).await?;
                let gone = Records::<R>::delete(own, tx, &ids).await?;
                Ok((ids, archived, gone))
            })
        })
        .await
        .unwrap();
    assert!(matches!(archived[..], [Ok(()), Ok(()), Err(Error::NotFound { .. })]), "{archived:?}");
    assert!(matches!(gone[..], [Err(Error::NotDeletable { .. }), Err(Error::NotDeletable { .. })]), "{gone:?}");
    let binder = store.binder::<B>(shop);
    let external = binder.to_external_many(&ids).await.unwrap();
    let linked = binder.linked(&external[0].unwrap()).await.unwrap().unwrap();
    assert_eq!((linked.record.id(), &*linked.record), (ids[0].clone(), &R::from(("c".to_owned(), false))));
    assert_eq!(linked.binding.record_id(), Some(&ids[0]));
    assert!(store.binder::<B>(shop).linked(&404).await.unwrap().is_none());
    // The port's own reading gives the same.
    let asked = external[0].unwrap();
    let by_port = store
        .transaction(move |tx| {
            Box::pin(async move { tx.binder::<B>(shop).linked_many_by(own, &[asked]).await.map(|mut found| found.pop().flatten()) })
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!((by_port.id, by_port.record.id(), &*by_port.record), (linked.id, linked.record.id(), &*linked.record));
    // Nothing of the application's is put or deleted by the store.
    assert!(matches!(store.put(R::from(("d".to_owned(), true))).await, Err(Error::Foreign { .. })));
    assert_eq!(number(store, &format!("SELECT count(*) FROM {table}")).await, 2);
}

macro_rules! named {
    ($($record:ident, $binding:ident, $bind:ident, |$name:ident| $key:expr;)*) => {$(
        impl Named for $record {
            fn name(&self) -> &str {
                &self.name
            }
            fn keyed($name: &str) -> Self::Key {
                $key
            }
        }
        impl From<(String, bool)> for $record {
            fn from((name, active): (String, bool)) -> Self {
                Self { name, active }
            }
        }
        fn $bind(record_id: RecordId<$record>, backend_id: BackendId<Shop>) -> $binding {
            let external_id = Some(if record_id == RecordId::new($record::keyed("a")) { 1 } else { 0 });
            $binding { record_id, backend_id, external_id, sync_date: None }
        }
    )*};
}

named! {
    Person, ShopPerson, bind_person, |name| Uuid::from_u128(SEVEN.as_u128() + u128::from(name.as_bytes()[0]));
    Country, ShopCountry, bind_country, |name| format!("{name}'s \"key\" ä");
    Invoice, ShopInvoice, bind_invoice, |name| i64::from(name.as_bytes()[0]) - 98;
}

async fn records_of_the_application_are_found_written_and_linked(house: &House) {
    let (store, shop) = made(house).await;
    kept::<Person, ShopPerson>(&store, shop, "people", bind_person).await;
    kept::<Country, ShopCountry>(&store, shop, "countries", bind_country).await;
    kept::<Invoice, ShopInvoice>(&store, shop, "invoices", bind_invoice).await;
}

async fn the_stores_own_are_archived_and_deleted(house: &House) {
    let store = house.store().await;
    store.migrate(&SHOP).await.unwrap();
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(store.put(category(name)).await.unwrap().id());
    }
    ids.push(RecordId::new(99));
    let ids = &ids;
    let (archived, deleted) = store
        .transaction(move |tx| {
            Box::pin(async move {
                let archived = Records::<Category>::archive(&Managed, tx, ids).await?;
                Ok((archived, Records::<Category>::delete(&Managed, tx, &ids[2..]).await?))
            })
        })
        .await
        .unwrap();
    assert!(matches!(archived[..], [Ok(()), Ok(()), Ok(()), Err(Error::NotFound { .. })]), "{archived:?}");
    assert!(matches!(deleted[..], [Ok(()), Err(Error::NotFound { .. })]), "{deleted:?}");
    assert!(store.all::<Category>().await.unwrap().iter().all(|kept| !kept.active));
    assert_eq!(store.count::<Category>().await.unwrap(), 2);
    // `active` is what it is called, and a truth value.
    let chair = store.put(crate::support::product("chair")).await.unwrap().id();
    let refused = store
        .transaction(|tx| Box::pin(async { Records::<crate::support::Product>::archive(&Managed, tx, std::slice::from_ref(&chair)).await }))
        .await
        .unwrap();
    assert!(
        matches!(&refused[..], [Err(error @ Error::NotArchivable { model: "product" })] if error.to_string().contains("`active: bool`"))
    );
    let coupon = store.put(Coupon { code: "A".into(), active: true, percent: 1 }).await.unwrap().id();
    store
        .transaction(|tx| Box::pin(async { Records::<Coupon>::archive(&Managed, tx, std::slice::from_ref(&coupon)).await }))
        .await
        .unwrap();
    assert!(!store.get::<Coupon>(&coupon).await.unwrap().unwrap().active);
}

/// One text for each UUID: another one would be read, and never found again.
#[cfg(feature = "sqlite")]
async fn a_uuid_that_is_written_otherwise_is_unreadable(house: &House) {
    let (store, _) = made(house).await;
    script(&store, &format!("INSERT INTO people VALUES ('{}', 'a', 1)", SEVEN.to_string().to_uppercase())).await;
    let read = store.all::<Person>().await;
    assert!(matches!(&read, Err(Error::Unreadable { model: "person", field: "ref", .. })), "{read:?}");
    assert!(store.get::<Person>(&RecordId::new(SEVEN)).await.unwrap().is_none());
    assert!(Uuid::from_key(&connector_core::Key::Text(SEVEN.to_string())).is_some());
}

crate::support::on_both! {
    records_of_the_application_are_found_written_and_linked,
    the_stores_own_are_archived_and_deleted,
}
crate::support::on_sqlite! {
    a_uuid_that_is_written_otherwise_is_unreadable,
}
