//! One program in eight versions: each migrates what every earlier one left, with all records and bindings in it, also when
//! eight processes start at once, and when one is killed in the middle.
//!
//! `CONNECTOR_TEST_KILLS=200` kills so many migrations on each database; the default is six.

use std::io::{BufRead, BufReader, Write};

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, Extension, ExternalBinding, Record, RecordId, Schema, Selection, schema};
use connector_store::{Error, OwnStep, Store};

use crate::support::{House, child, number, script};

/// How many items the first version leaves.
const ITEMS: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
enum KindBefore {
    #[selection("a")]
    A,
    #[selection("it's b")]
    B,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
#[selection(removed("it's b", become = A))]
enum Kind {
    #[selection("a")]
    A,
}

#[derive(Debug, Clone, PartialEq, Record)]
#[record(name = "v.category")]
struct Category {
    name: String,
}

/// A version: its models.
macro_rules! version {
    ($version:ident: $($body:item)*) => {
        mod $version {
            #[allow(unused_imports)]
            use super::*;
            $($body)*
        }
    };
}

version! { v1:
    #[derive(Debug, Clone, PartialEq, Backend)]
    #[backend(name = "v.shop")]
    pub struct Shop { pub name: String, pub note: String }

    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "v.item")]
    pub struct Item { #[field(index)] pub name: String, pub kind: KindBefore, #[field(ondelete = restrict)] pub category: Option<RecordId<Category>> }

    #[derive(Debug, Clone, PartialEq, ExternalBinding)]
    #[binding(name = "v.shop.item")]
    pub struct Bound {
        pub record_id: RecordId<Item>, pub backend_id: BackendId<Shop>, pub external_id: Option<String>, pub sync_date: Option<DateTime<Utc>>,
    }
    schema! { pub static ALL = [Shop, Category, Item, Bound]; }
}

// New fields.
version! { v2:
    use v1::Shop;
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "v.item")]
    pub struct Item {
        #[field(index)] pub name: String, pub kind: KindBefore, #[field(ondelete = restrict)] pub category: Option<RecordId<Category>>,
        pub weight: Option<f64>, #[field(default = 3)] pub count: i64,
    }
    #[derive(Debug, Clone, PartialEq, ExternalBinding)]
    #[binding(name = "v.shop.item")]
    pub struct Bound {
        pub record_id: RecordId<Item>, pub backend_id: BackendId<Shop>, pub external_id: Option<String>, pub sync_date: Option<DateTime<Utc>>,
    }
    schema! { pub static ALL = [Shop, Category, Item, Bound]; }
}

// A renamed field.
version! { v3:
    use v1::Shop;
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "v.item")]
    pub struct Item {
        #[field(index, renamed_from = "name")] pub title: String, pub kind: KindBefore,
        #[field(ondelete = restrict)] pub category: Option<RecordId<Category>>, pub weight: Option<f64>, #[field(default = 3)] pub count: i64,
    }
    #[derive(Debug, Clone, PartialEq, ExternalBinding)]
    #[binding(name = "v.shop.item")]
    pub struct Bound {
        pub record_id: RecordId<Item>, pub backend_id: BackendId<Shop>, pub external_id: Option<String>, pub sync_date: Option<DateTime<Utc>>,
    }
    schema! { pub static ALL = [Shop, Category, Item, Bound]; }
}

// Renamed models.
version! { v4:
    use v1::Shop;
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "v.product", renamed_from = "v.item")]
    pub struct Item {
        #[field(index, renamed_from = "name")] pub title: String, pub kind: KindBefore,
        #[field(ondelete = restrict)] pub category: Option<RecordId<Category>>, pub weight: Option<f64>, #[field(default = 3)] pub count: i64,
    }
    #[derive(Debug, Clone, PartialEq, ExternalBinding)]
    #[binding(name = "v.shop.product", renamed_from = "v.shop.item")]
    pub struct Bound {
        pub record_id: RecordId<Item>, pub backend_id: BackendId<Shop>, pub external_id: Option<String>, pub sync_date: Option<DateTime<Utc>>,
    }
    schema! { pub static ALL = [Shop, Category, Item, Bound]; }
}

// An extension; a field of the backend becomes optional.
version! { v5:
    pub use v4::Item;
    #[derive(Debug, Clone, PartialEq, Backend)]
    #[backend(name = "v.shop")]
    pub struct Shop { pub name: String, pub note: Option<String> }
    #[derive(Debug, Clone, PartialEq, ExternalBinding)]
    #[binding(name = "v.shop.product", renamed_from = "v.shop.item")]
    pub struct Bound {
        pub record_id: RecordId<Item>, pub backend_id: BackendId<Shop>, pub external_id: Option<String>, pub sync_date: Option<DateTime<Utc>>,
    }
    #[derive(Debug, Clone, PartialEq, Extension)]
    #[extension(of = Item, name = "v.more")]
    pub struct More { pub shelf: Option<String> }
    schema! { pub static ALL = [Shop, Category, Item, Bound, More]; }
}

// A removed value; an optional field becomes required, once a step has filled it.
version! { v6:
    use v5::Shop;
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "v.product", renamed_from = "v.item")]
    pub struct Item {
        #[field(index, renamed_from = "name")] pub title: String, pub kind: Kind,
        #[field(ondelete = restrict)] pub category: Option<RecordId<Category>>, #[field(default = 1.5)] pub weight: f64,
        #[field(default = 3)] pub count: i64,
    }
    #[derive(Debug, Clone, PartialEq, ExternalBinding)]
    #[binding(name = "v.shop.product", renamed_from = "v.shop.item")]
    pub struct Bound {
        pub record_id: RecordId<Item>, pub backend_id: BackendId<Shop>, pub external_id: Option<String>, pub sync_date: Option<DateTime<Utc>>,
    }
    #[derive(Debug, Clone, PartialEq, Extension)]
    #[extension(of = Item, name = "v.more")]
    pub struct More { pub shelf: Option<String> }
    schema! { pub static ALL = [Shop, Category, Item, Bound, More]; }
}

// Another policy of a link, another default, and a unique key.
version! { v7:
    use v5::Shop;
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "v.product", renamed_from = "v.item")]
    #[unique(title, name = "v_product_title", message = "Two products have this title.")]
    pub struct Item {
        #[field(index, renamed_from = "name")] pub title: String, pub kind: Kind,
        #[field(ondelete = set_null)] pub category: Option<RecordId<Category>>, #[field(default = 1.5)] pub weight: f64,
        #[field(default = 4)] pub count: i64,
    }
    #[derive(Debug, Clone, PartialEq, ExternalBinding)]
    #[binding(name = "v.shop.product", renamed_from = "v.shop.item")]
    pub struct Bound {
        pub record_id: RecordId<Item>, pub backend_id: BackendId<Shop>, pub external_id: Option<String>, pub sync_date: Option<DateTime<Utc>>,
    }
    #[derive(Debug, Clone, PartialEq, Extension)]
    #[extension(of = Item, name = "v.more")]
    pub struct More { pub shelf: Option<String> }
    schema! { pub static ALL = [Shop, Category, Item, Bound, More]; }
}

// A required field becomes optional, another one is gone, and two steps run.
version! { v8:
    #[derive(Debug, Clone, PartialEq, Backend)]
    #[backend(name = "v.shop")]
    pub struct Shop { pub name: String }
    #[derive(Debug, Clone, PartialEq, Record)]
    #[record(name = "v.product", renamed_from = "v.item")]
    #[unique(title, name = "v_product_title", message = "Two products have this title.")]
    pub struct Item {
        #[field(index, renamed_from = "name")] pub title: String, pub kind: Kind,
        #[field(ondelete = set_null)] pub category: Option<RecordId<Category>>, #[field(default = 1.5)] pub weight: f64,
        #[field(default = 4)] pub count: Option<i64>,
    }
    #[derive(Debug, Clone, PartialEq, ExternalBinding)]
    #[binding(name = "v.shop.product", renamed_from = "v.shop.item")]
    pub struct Bound {
        pub record_id: RecordId<Item>, pub backend_id: BackendId<Shop>, pub external_id: Option<String>, pub sync_date: Option<DateTime<Utc>>,
    }
    #[derive(Debug, Clone, PartialEq, Extension)]
    #[extension(of = Item, name = "v.more")]
    pub struct More { pub shelf: Option<String> }
    schema! { pub static ALL = [Shop, Category, Item, Bound, More]; }
}

const LAST: usize = 8;

fn schema_of(version: usize) -> &'static Schema {
    [&v1::ALL, &v2::ALL, &v3::ALL, &v4::ALL, &v5::ALL, &v6::ALL, &v7::ALL, &v8::ALL][version - 1]
}

fn steps_of(version: usize) -> Vec<OwnStep> {
    let mut steps = Vec::new();
    if version >= 6 {
        let fill = "UPDATE v_product SET weight = 0.5 WHERE weight IS NULL";
        steps.push(OwnStep::sql("fill the weights", "there was none before version 2", fill).before().needs("v_product", "weight"));
    }
    if version >= 8 {
        steps.push(OwnStep::sql("shout", "titles are loud now", "UPDATE v_product SET title = title || '!'").breaking());
        steps.push(OwnStep::rust("another category", "for what is new", |tx| {
            Box::pin(async move { tx.put(Category { name: "new".into() }).await.map(drop) })
        }));
    }
    steps
}

/// Gives how many steps it did.
async fn migrate(store: &Store, version: usize) -> usize {
    store.migration(schema_of(version)).steps(steps_of(version)).run().await.unwrap().steps().len()
}

/// A database as the first version leaves it.
async fn seeded(house: &House) -> String {
    seed(house.address().await).await
}

/// The same, where there may be one already: emptying one is faster than making one on PostgreSQL.
async fn seeded_again(house: &House, url: &mut Option<String>) -> String {
    if house.either(true, false) {
        return seeded(house).await;
    }
    let url = match url {
        Some(url) => {
            script(&Store::connect(url).await.unwrap(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
            url.clone()
        }
        None => url.insert(house.address().await).clone(),
    };
    seed(url).await
}

async fn seed(url: String) -> String {
    let store = Store::connect(&url).await.unwrap();
    migrate(&store, 1).await;
    let shop = store.put(v1::Shop { name: "main".into(), note: "noted".into() }).await.unwrap().id();
    store
        .transaction(|tx| {
            Box::pin(async move {
                let category = tx.put(Category { name: "old".into() }).await?.id();
                for n in 0..ITEMS {
                    let kind = if n % 2 == 0 { KindBefore::A } else { KindBefore::B };
                    let category = (n % 3 == 0).then(|| category.clone());
                    let item = tx.put(v1::Item { name: format!("item {n}"), kind, category }).await?.id();
                    let external_id = Some(format!("item {n}"));
                    tx.put(v1::Bound { record_id: item, backend_id: shop, external_id, sync_date: None }).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    url
}

/// Looks whether everything is there once, as this version has it.
async fn check(house: &House, store: &Store, version: usize) {
    let (items, bindings) = if version < 4 { ("v_item", "v_shop_item") } else { ("v_product", "v_shop_product") };
    let title = if version < 3 { "name" } else { "title" };
    let loud = if version < 8 { "" } else { "!" };
    let count = async |sql: String| usize::try_from(number(store, &sql).await).unwrap();
    assert_eq!(count(format!("SELECT count(*) FROM {items}")).await, ITEMS);
    let pairs = format!(
        "SELECT count(*) FROM {bindings} b JOIN {items} i ON i.id = b.record_id JOIN v_shop s ON s.id = b.backend_id
         WHERE i.{title} = b.external_id || '{loud}' AND s.name = 'main'"
    );
    assert_eq!(count(pairs).await, ITEMS, "every binding leads to its record");
    assert_eq!(count(format!("SELECT count(*) FROM {bindings}")).await, ITEMS);
    assert_eq!(count(format!("SELECT count(*) FROM {items} i JOIN v_category c ON c.id = i.category")).await, ITEMS.div_ceil(3));
    let removed = if version < 6 { ITEMS / 2 } else { 0 };
    assert_eq!(count(format!("SELECT count(*) FROM {items} WHERE kind = 'it''s b'")).await, removed);
    assert_eq!(count("SELECT count(*) FROM v_shop WHERE note = 'noted'".to_owned()).await, 1, "what nobody declares stays");
    assert_eq!(count("SELECT count(*) FROM v_category".to_owned()).await, if version < 8 { 1 } else { 2 });
    let nothing = "SELECT 0::bigint";
    assert_eq!(number(store, house.either("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", nothing)).await, 0);
    assert_eq!(number(store, house.either("SELECT count(*) FROM pragma_foreign_key_check", nothing)).await, 0);
}

async fn every_version_migrates_what_every_earlier_one_left(house: &House) {
    let mut database = None;
    for from in 1..LAST {
        for to in from + 1..=LAST {
            let url = seeded_again(house, &mut database).await;
            let store = Store::connect(&url).await.unwrap();
            for version in 2..=from {
                migrate(&store, version).await;
            }
            check(house, &store, from).await;
            let planned = store.migration(schema_of(to)).steps(steps_of(to)).plan().await.unwrap();
            check(house, &store, from).await;
            assert!(!planned.is_empty(), "{from} to {to}");
            migrate(&store, to).await;
            check(house, &store, to).await;
            let again = store.migration(schema_of(to)).steps(steps_of(to));
            assert_eq!(again.plan().await.unwrap().to_string(), "nothing to do: the database is as the models need it", "{from} to {to}");
            assert!(again.run().await.unwrap().is_empty(), "{from} to {to}");
        }
    }
}

async fn the_last_version_works_on_what_the_first_one_left(house: &House) {
    let url = seeded(house).await;
    let older = Store::connect(&url).await.unwrap();
    migrate(&older, 1).await;
    let store = Store::connect(&url).await.unwrap();
    migrate(&store, LAST).await;
    let shop = store.by_name::<v8::Shop>("main").await.unwrap().id();
    let bound = store.binder::<v8::Bound>(shop).to_internal(&"item 3".to_owned()).await.unwrap().unwrap();
    let item = store.get::<v8::Item>(&bound.record_id).await.unwrap().unwrap();
    assert_eq!((item.title.as_str(), item.kind, item.weight, item.count), ("item 3!", Kind::A, 1.5, Some(4)));
    // The link lets go of what is deleted, and the binding goes with its record.
    let category = item.category.clone().unwrap();
    store.delete::<Category>(&category).await.unwrap();
    assert_eq!(store.get::<v8::Item>(&bound.record_id).await.unwrap().unwrap().category, None);
    store.delete::<v8::Item>(&bound.record_id).await.unwrap();
    assert_eq!(store.count::<v8::Bound>().await.unwrap(), ITEMS as u64 - 1);
    // The unique key holds, what became optional may be null, and the extension is there.
    let twin = v8::Item { title: "item 4!".into(), kind: Kind::A, category: None, weight: 1.0, count: None };
    assert!(store.put(v8::Item { title: "new".into(), ..twin.clone() }).await.unwrap().count.is_none());
    let put = store.put(twin).await.unwrap();
    store.extend(&put.id(), v8::More { shelf: Some("A 7".into()) }).await.unwrap();
    // The first version is turned away: while it runs, and when it starts.
    let old = v1::Shop { name: "another".into(), note: "new".into() };
    let error = older.put(old).await.unwrap_err();
    assert!(matches!(&error, Error::OlderProgram { models } if models.iter().any(|model| model == "v.shop")), "{error}");
    let starting = Store::connect(&url).await.unwrap();
    let error = starting.migrate(schema_of(1)).await.unwrap_err();
    assert!(matches!(error, Error::OlderProgram { .. }), "{error}");
}

/// Says each statement of a migration before it is run, in one piece.
struct Sayer;

impl tracing::Subscriber for Sayer {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("connector_store::migrate")
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {
        std::io::stderr().write_all(b"statement\n").unwrap();
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

async fn a_killed_migration_leaves_one_version_or_the_other(house: &House) {
    if let Some(url) = child::role() {
        tracing::subscriber::set_global_default(Sayer).unwrap();
        let store = Store::connect(&url).await.unwrap();
        let done = migrate(&store, LAST).await;
        std::io::stderr().write_all(format!("done {done}\n").as_bytes()).unwrap();
        // Waits to be killed, or for the end of its input.
        std::io::stdin().read_line(&mut String::new()).unwrap();
        return;
    }
    let kills = std::env::var("CONNECTOR_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(6);
    let (mut old, mut new) = (0, 0);
    let (mut statements, mut database) = (30, None);
    for kill in 0..kills {
        let url = seeded_again(house, &mut database).await;
        // At each statement, one after the other; a few are spread over all of them.
        let moment = if kills < statements { kill * statements / kills } else { kill % (statements + 1) };
        let mut killed = child::command(house.test, &url).spawn().unwrap();
        let mut finished = false;
        for (place, line) in BufReader::new(killed.stderr.take().unwrap()).lines().enumerate() {
            finished |= line.unwrap().starts_with("done");
            if place == moment || finished {
                if finished {
                    statements = place;
                }
                // Somewhere inside of the statement, not always at its beginning.
                (0..kill % 7 * 20_000).for_each(|spin| {
                    std::hint::black_box(spin);
                });
                killed.kill().unwrap();
                break;
            }
        }
        killed.wait().unwrap();
        let store = Store::connect(&url).await.unwrap();
        let there = house
            .either("SELECT count(*) FROM sqlite_schema WHERE name = 'v_item'", "SELECT count(*) FROM pg_class WHERE relname = 'v_item'");
        let is_old = number(&store, there).await == 1;
        assert!(is_old || finished || moment > 0, "nothing was done yet");
        assert!(!is_old || !finished, "what is done is kept");
        check(house, &store, if is_old { 1 } else { LAST }).await;
        if is_old {
            old += 1;
        } else {
            new += 1;
        }
        let done = migrate(&store, LAST).await;
        assert_eq!(done > 0, is_old);
        check(house, &store, LAST).await;
    }
    eprintln!("{}: {kills} killed, {statements} statements, {old} left the old version, {new} the new one, all whole", house.test);
    assert!(old > 0, "some were killed inside of the migration");
}

async fn eight_processes_at_once_migrate_once(house: &House) {
    if let Some(url) = child::role() {
        eprintln!("ready");
        std::io::stdin().read_line(&mut String::new()).unwrap();
        let store = Store::connect(&url).await.unwrap();
        return eprintln!("{}", migrate(&store, LAST).await);
    }
    let url = seeded(house).await;
    let done = child::at_once(house.test, &url, 8);
    assert_eq!(done.iter().filter(|done| *done != "0").count(), 1, "{done:?}");
    let store = Store::connect(&url).await.unwrap();
    check(house, &store, LAST).await;
}

crate::support::on_both! {
    every_version_migrates_what_every_earlier_one_left,
    the_last_version_works_on_what_the_first_one_left,
    a_killed_migration_leaves_one_version_or_the_other,
    eight_processes_at_once_migrate_once,
}
