//! What is remembered of a model goes with it when it is renamed: names in the framework's own tables, triggers, secrets.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use std::time::Duration;

use chrono::{DateTime, TimeZone, Utc};
use connector_core::{Backend, BackendId, BindingId, ExternalBinding, Record, RecordId, Schema, Secret};
use connector_store::jobs::{JobFilter, NewJob};
use connector_store::{ConnectOptions, Error, OwnStep, ReviewFilter, ReviewKind, SecretKey, SecretKeys, Store};

use support::{House, number, script};

macro_rules! models {
    ($($derive:ident $attribute:ident($($said:tt)*) $name:ident { $($fields:tt)* })*) => {$(
        #[derive(Debug, Clone, PartialEq, $derive)]
        #[$attribute($($said)*)]
        struct $name { $($fields)* }
    )*};
}

models! {
    Record record(name = "m.item") Item { name: String }
    Backend backend(name = "m.shop") Shop { name: String, token: Option<Secret> }
    Backend backend(name = "m.store", renamed_from = "m.shop") Renamed {
        name: String,
        #[field(renamed_from = "token")] key: Option<Secret>
    }
    Backend backend(name = "m.store") AtLast { name: String, key: Option<Secret> }
    ExternalBinding binding(name = "m.shop.item") Bound {
        record_id: RecordId<Item>, backend_id: BackendId<Shop>, external_id: Option<i64>, sync_date: Option<DateTime<Utc>>
    }
    // Everything has another name.
    ExternalBinding binding(name = "m.store.article", renamed_from = "m.shop.item") Article {
        #[field(column = "item", renamed_from = "record_id")] record_id: RecordId<Item>,
        #[field(column = "store", renamed_from = "backend_id")] backend_id: BackendId<Renamed>,
        #[field(column = "number", renamed_from = "external_id")] external_id: Option<i64>,
        sync_date: Option<DateTime<Utc>>
    }
    // The name that was given up is taken by another model.
    ExternalBinding binding(name = "m.shop.item") Anew {
        record_id: RecordId<Item>, backend_id: BackendId<Renamed>, external_id: Option<i64>, sync_date: Option<DateTime<Utc>>
    }
    // The name alone.
    ExternalBinding binding(name = "m.goods", table = "m_shop_item", renamed_from = "m.shop.item") Goods {
        record_id: RecordId<Item>, backend_id: BackendId<Shop>, external_id: Option<i64>, sync_date: Option<DateTime<Utc>>
    }
    // Columns alone.
    ExternalBinding binding(name = "m.shop.item") Columns {
        #[field(column = "item", renamed_from = "record_id")] record_id: RecordId<Item>,
        #[field(column = "shop", renamed_from = "backend_id")] backend_id: BackendId<Shop>,
        #[field(column = "number", renamed_from = "external_id")] external_id: Option<i64>,
        sync_date: Option<DateTime<Utc>>
    }
    // External IDs of another type are in another column.
    ExternalBinding binding(name = "m.shop.item") Texts {
        record_id: RecordId<Item>, backend_id: BackendId<Shop>,
        #[field(column = "code")] external_id: Option<String>,
        sync_date: Option<DateTime<Utc>>
    }
    // On SQLite, the statement that made the table is written anew.
    ExternalBinding binding(name = "m.shop.item") Required {
        record_id: RecordId<Item>, backend_id: BackendId<Shop>, external_id: i64, sync_date: Option<DateTime<Utc>>
    }
}

fn before() -> Schema {
    Schema::new().add::<Item>().add::<Shop>().add::<Bound>()
}

fn after() -> Schema {
    Schema::new().add::<Item>().add::<Renamed>().add::<Article>()
}

/// A database with three bindings: 1 to 3.
async fn bound(house: &House) -> (String, Store, BackendId<Shop>) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&before()).await.unwrap();
    let shop = store.put(Shop { name: "main".into(), token: None }).await.unwrap().id();
    for n in 1..=3 {
        let record_id = store.put(Item { name: format!("item {n}") }).await.unwrap().id();
        store.put(Bound { record_id, backend_id: shop, external_id: Some(n), sync_date: None }).await.unwrap();
    }
    (url, store, shop)
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 31, 12, 0, 0).unwrap()
}

/// What flows remember of a model: a cursor, a failure, a deletion, a create that was begun, what was sent, a review, a job.
async fn remember<T: ExternalBinding>(store: &Store, backend: BackendId<T::Backend>, job: &str) {
    store
        .transaction(|tx| {
            Box::pin(async move {
                let binding = BindingId::<T>::new(2);
                tx.set_cursor::<T>(backend, noon()).await?;
                tx.set_failure::<T>(backend, "9", true, "no name").await?;
                tx.begin_intent::<T>(backend, binding, "key", "{}").await?;
                tx.set_sent::<T>(binding, "marks").await?;
                tx.review::<T>(backend, &ReviewKind::Gone, "9", "what now?").await?;
                tx.enqueue(&NewJob::new(job, "{}").identity("1 7").backend("m.shop", 1)).await.map(drop)
            })
        })
        .await
        .unwrap();
    script(store, "DELETE FROM m_shop_item WHERE external_id = 1").await;
}

/// That all of it is there.
async fn recalls<T: ExternalBinding>(store: &Store, backend: BackendId<T::Backend>) {
    let binding = BindingId::<T>::new(2);
    assert_eq!(store.cursor::<T>(backend).await.unwrap(), Some(noon()));
    assert_eq!(store.count_failures::<T>(backend).await.unwrap(), 1);
    assert_eq!(store.deleted::<T>(backend).await.unwrap().len(), 1);
    assert_eq!(store.reviews(&ReviewFilter::open().of::<T>(backend), None, 10).await.unwrap().len(), 1);
    assert_eq!(store.intents::<T>(backend, None, 10).await.unwrap()[0].binding, binding);
    let sent = store.transaction(move |tx| Box::pin(async move { tx.sent::<T>(&[binding]).await })).await.unwrap();
    assert_eq!(sent, [Some("marks".to_owned())]);
}

/// How many of the store's own triggers there are that were made for a table of this name.
fn triggers_of(house: &House, table: &str) -> String {
    house.either(
        format!("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'connector_{table}_%'"),
        format!("SELECT count(*) FROM pg_proc WHERE proname LIKE 'connector_{table}_%'"),
    )
}

async fn names_go_with_their_model(house: &House) {
    let (_, store, shop) = bound(house).await;
    remember::<Bound>(&store, shop, "import_record(m.shop.item)").await;
    store.jobs().enqueue(&NewJob::new("other(m.shop.items)", "{}")).await.unwrap();
    let held = store.lease_binding(BindingId::<Bound>::new(2), Duration::from_mins(9)).await.unwrap().unwrap();
    let _own = store.lease("m.shop.item prices", Duration::from_mins(9)).await.unwrap().unwrap();

    let planned = store.plan(&after()).await.unwrap();
    recalls::<Bound>(&store, shop).await;
    assert_eq!(store.migrate(&after()).await.unwrap(), planned);
    let told = planned.to_string();
    for part in [
        "write m.store.article for m.shop.item in \"model\" of \"connector_cursor\"",
        "write m.store for m.shop in \"backend_model\" of \"connector_cursor\"",
        "drop the trigger",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(store.migrate(&after()).await.unwrap().is_empty());
    assert!(store.plan(&after()).await.unwrap().is_empty());

    let backend = BackendId::<Renamed>::new(shop.get());
    recalls::<Article>(&store, backend).await;
    let jobs = store.jobs().list(&JobFilter::new()).await.unwrap();
    let names: Vec<_> = jobs.iter().map(|job| (job.name.as_str(), job.backend_model.as_deref())).collect();
    assert_eq!(names, [("import_record(m.store.article)", Some("m.store")), ("other(m.shop.items)", None)]);
    // A lease is held on, under its new key; a key of the application's own is not touched.
    assert!(store.lease_binding(BindingId::<Article>::new(2), Duration::from_mins(1)).await.unwrap().is_none());
    assert!(store.lease("m.shop.item prices", Duration::from_mins(1)).await.unwrap().is_none());
    held.renew().await.unwrap();
    // Deletions from now on are remembered once.
    script(&store, "DELETE FROM m_item WHERE name = 'item 2'").await;
    assert_eq!(store.deleted::<Article>(backend).await.unwrap().len(), 2);
    assert_eq!(number(&store, "SELECT count(*) FROM connector_deleted").await, 2);
    assert_eq!(number(&store, &triggers_of(house, "m_shop_item")).await, 0);

    // The old name is taken anew, and what is remembered of the one is nothing to the other.
    let anew = after().add::<Anew>();
    store.migrate(&anew).await.unwrap();
    assert!(store.migrate(&anew).await.unwrap().is_empty());
    assert_eq!(store.cursor::<Anew>(backend).await.unwrap(), None);
    let record_id = store.put(Item { name: "new".into() }).await.unwrap().id();
    store.put(Anew { record_id, backend_id: backend, external_id: Some(77), sync_date: None }).await.unwrap();
    script(&store, "DELETE FROM m_shop_item").await;
    assert!(store.migrate(&anew).await.unwrap().is_empty());
    assert_eq!(store.deleted::<Anew>(backend).await.unwrap()[0].external_id, 77);
    assert_eq!(store.deleted::<Article>(backend).await.unwrap().len(), 2);
}

async fn a_name_is_given_on_and_taken_at_once(house: &House) {
    let (_, store, shop) = bound(house).await;
    remember::<Bound>(&store, shop, "import_record(m.shop.item)").await;
    let both = after().add::<Anew>();
    let planned = store.plan(&both).await.unwrap();
    assert_eq!(store.migrate(&both).await.unwrap(), planned);
    assert!(store.migrate(&both).await.unwrap().is_empty());
    let backend = BackendId::<Renamed>::new(shop.get());
    recalls::<Article>(&store, backend).await;
    assert_eq!(store.cursor::<Anew>(backend).await.unwrap(), None);
    script(&store, "DELETE FROM m_store_article WHERE number = 2").await;
    assert_eq!(store.deleted::<Article>(backend).await.unwrap().len(), 2);
    assert!(store.deleted::<Anew>(backend).await.unwrap().is_empty());
}

async fn a_name_alone_is_another_one(house: &House) {
    let (url, older, shop) = bound(house).await;
    remember::<Bound>(&older, shop, "import_record(m.shop.item)").await;
    let newer = Store::connect(&url).await.unwrap();
    let schema = Schema::new().add::<Item>().add::<Shop>().add::<Goods>();
    let planned = newer.plan(&schema).await.unwrap();
    assert_eq!(newer.migrate(&schema).await.unwrap(), planned);
    assert!(planned.to_string().contains("turn away programs that know m.shop.item, m.goods as before"), "{planned}");
    assert!(newer.migrate(&schema).await.unwrap().is_empty());
    recalls::<Goods>(&newer, shop).await;
    script(&newer, "DELETE FROM m_shop_item WHERE external_id = 2").await;
    assert_eq!(newer.deleted::<Goods>(shop).await.unwrap().len(), 2);
    let late = older.transaction(|tx| Box::pin(async move { tx.set_cursor::<Bound>(shop, noon()).await })).await.unwrap_err();
    assert!(matches!(late, Error::OlderProgram { .. }), "{late}");
}

/// As when somebody wrote under the new name before it was migrated.
async fn what_is_there_under_both_names_is_told(house: &House) {
    let (_, store, shop) = bound(house).await;
    remember::<Bound>(&store, shop, "import_record(m.shop.item)").await;
    let time = house.either("1", "'1970-01-01 00:00:00+00'");
    let columns = "connector_cursor (backend_model, backend_id, model, position)";
    script(&store, &format!("INSERT INTO {columns} VALUES ('m.store', {shop}, 'm.store.article', {time})")).await;
    script(&store, &format!("INSERT INTO {columns} VALUES ('m.shop', {shop}, 'm.store.article', {time})")).await;
    store.jobs().enqueue(&NewJob::new("import_record(m.store.article)", "{}").identity("1 7")).await.unwrap();
    let planned = store.plan(&after()).await.unwrap();
    assert_eq!(store.migrate(&after()).await.unwrap(), planned);
    let told = "drop from \"connector_cursor\" what is there under m.shop.item and, later, under m.store.article";
    assert!(planned.to_string().contains(told) || planned.to_string().contains("under m.shop and, later, under m.store"), "{planned}");
    assert_eq!(number(&store, "SELECT count(*) FROM connector_cursor").await, 1);
    assert_eq!(store.jobs().list(&JobFilter::new()).await.unwrap().len(), 1);
}

async fn triggers_follow_columns(house: &House) {
    let (_, store, shop) = bound(house).await;
    let schema = Schema::new().add::<Item>().add::<Shop>().add::<Columns>();
    // A step that runs before the tables are changed finds them already.
    let step = OwnStep::sql("first", "goes", "DELETE FROM m_shop_item WHERE number = 1").before();
    store.migration(&schema).step(step.clone()).run().await.unwrap();
    assert!(store.migration(&schema).step(step).run().await.unwrap().is_empty());
    script(&store, "DELETE FROM m_item WHERE name = 'item 2'").await;
    script(&store, "UPDATE m_shop_item SET number = 4; UPDATE m_shop_item SET number = 3").await;
    script(&store, "DELETE FROM m_shop_item").await;
    let deleted = store.deleted::<Columns>(shop).await.unwrap();
    assert_eq!(deleted.iter().map(|deleted| deleted.external_id).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(number(&store, "SELECT count(*) FROM connector_deleted").await, 3);
}

/// A step that deletes right after the table was renamed is remembered under the new name.
async fn triggers_follow_a_table_at_once(house: &House) {
    let (_, store, shop) = bound(house).await;
    let step = OwnStep::sql("first", "goes", "DELETE FROM m_store_article WHERE number = 1").before();
    store.migration(&after()).step(step).run().await.unwrap();
    let backend = BackendId::<Renamed>::new(shop.get());
    assert_eq!(store.deleted::<Article>(backend).await.unwrap().len(), 1);
    assert_eq!(number(&store, "SELECT count(*) FROM connector_deleted").await, 1);
}

async fn triggers_follow_another_type_and_a_table_written_anew(house: &House) {
    let (_, store, shop) = bound(house).await;
    let required = Schema::new().add::<Item>().add::<Shop>().add::<Required>();
    store.migrate(&required).await.unwrap();
    assert!(store.migrate(&required).await.unwrap().is_empty());
    script(&store, "DELETE FROM m_shop_item WHERE external_id = 1").await;
    assert_eq!(store.deleted::<Required>(shop).await.unwrap().len(), 1);

    let texts = Schema::new().add::<Item>().add::<Shop>().add::<Texts>();
    let step = OwnStep::sql("codes", "are texts", "UPDATE m_shop_item SET code = 'c-' || CAST(external_id AS TEXT)");
    store.migration(&texts).step(step.clone()).run().await.unwrap();
    assert!(store.migration(&texts).step(step).run().await.unwrap().is_empty());
    script(&store, "DELETE FROM m_item WHERE name = 'item 2'").await;
    let deleted = store.deleted::<Texts>(shop).await.unwrap();
    assert_eq!(deleted.iter().map(|deleted| deleted.external_id.as_str()).collect::<Vec<_>>(), ["1", "c-2"]);
}

async fn open(url: &str, keys: SecretKeys) -> Store {
    Store::connect_with(url, ConnectOptions::new().secret_keys(keys)).await.unwrap()
}

async fn secrets_open_under_their_new_names(house: &House) {
    let (url, old, new) = (house.address().await, SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
    let store = open(&url, SecretKeys::new(old.clone())).await;
    store.migrate(&before()).await.unwrap();
    let shop = store.put(Shop { name: "main".into(), token: Some("t-1".into()) }).await.unwrap().id();

    let renamed = Schema::new().add::<Item>().add::<Renamed>();
    let store = open(&url, SecretKeys::new(new.clone()).and_older(old)).await;
    store.migrate(&renamed).await.unwrap();
    let backend = BackendId::<Renamed>::new(shop.get());
    assert_eq!(store.get::<Renamed>(&backend).await.unwrap().unwrap().key.as_ref().unwrap().expose().unwrap(), "t-1");
    // The migration has encrypted it anew, and under the current key.
    let rotated = store.rotate_secrets(&renamed).await.unwrap();
    assert_eq!((rotated.resealed, rotated.current, rotated.sealed), (0, 1, 0), "{rotated}");

    // Then nobody needs to know the old names.
    let store = open(&url, SecretKeys::new(new)).await;
    store.migrate(&Schema::new().add::<Item>().add::<AtLast>()).await.unwrap();
    let backend = BackendId::<AtLast>::new(shop.get());
    assert_eq!(store.get::<AtLast>(&backend).await.unwrap().unwrap().key.as_ref().unwrap().expose().unwrap(), "t-1");
}

support::on_both! {
    names_go_with_their_model,
    a_name_is_given_on_and_taken_at_once,
    a_name_alone_is_another_one,
    what_is_there_under_both_names_is_told,
    triggers_follow_columns,
    triggers_follow_a_table_at_once,
    triggers_follow_another_type_and_a_table_written_anew,
    secrets_open_under_their_new_names,
}
