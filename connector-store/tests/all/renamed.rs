//! Models and fields with other names, steps of the application's own, and older programs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use connector_core::{Backend, BackendId, ExternalBinding, Record, RecordId, Schema};
use connector_store::{Error, OwnStep, Store};

use crate::support::{House, number, script, somebody_waits};

#[derive(Debug, Clone, PartialEq, Backend)]
#[backend(name = "r.shop")]
struct Shop {
    name: String,
}

macro_rules! records {
    ($($(#[$attribute:meta])* $name:ident { $($fields:tt)* })*) => {$(
        #[derive(Debug, Clone, PartialEq, Record)]
        $(#[$attribute])*
        struct $name { $($fields)* }
    )*};
}

records! {
    #[record(name = "r.item")]
    Item { #[field(index)] name: String, parent: Option<RecordId<Item>> }
    #[record(name = "r.thing", renamed_from = "r.item")]
    Thing { #[field(index, renamed_from = "name")] title: String, parent: Option<RecordId<Thing>> }
    #[record(name = "r.item")]
    NewItem { code: Option<String> }
    #[record(name = "r.item")]
    Titled { #[field(renamed_from = "name")] title: Option<String>, parent: Option<RecordId<Titled>> }
    #[record(name = "r.item")]
    Twice { #[field(renamed_from = "label")] title: Option<String>, parent: Option<RecordId<Twice>> }
    #[record(name = "r.item")]
    Wider { #[field(index)] name: String, parent: Option<RecordId<Wider>>, note: Option<String>, #[field(default = 1)] count: i64 }
    #[record(name = "r.other")]
    Other { name: String }
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "r.shop.item")]
struct Bound {
    record_id: RecordId<Item>,
    backend_id: BackendId<Shop>,
    external_id: Option<i64>,
    sync_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, ExternalBinding)]
#[binding(name = "r.shop.thing", renamed_from = "r.shop.item")]
struct BoundThing {
    record_id: RecordId<Thing>,
    backend_id: BackendId<Shop>,
    external_id: Option<i64>,
    sync_date: Option<DateTime<Utc>>,
}

fn before() -> Schema {
    Schema::new().add::<Shop>().add::<Item>().add::<Bound>()
}

fn after() -> Schema {
    Schema::new().add::<Shop>().add::<Thing>().add::<BoundThing>()
}

async fn seeded(house: &House) -> (String, Store) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&before()).await.unwrap();
    let backend_id = store.put(Shop { name: "main".into() }).await.unwrap().id();
    let mut parent = None;
    for n in 1..=3 {
        let record_id = store.put(Item { name: format!("item {n}"), parent }).await.unwrap().id();
        parent = Some(record_id.clone());
        store.put(Bound { record_id, backend_id, external_id: Some(n), sync_date: None }).await.unwrap();
    }
    (url, store)
}

/// Everything in the catalogue that is called after the old name.
fn left_over(house: &House, like: &str) -> String {
    house.either(
        format!("SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'index') AND name LIKE '{like}'"),
        format!("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') AND relname LIKE '{like}' AND relname NOT LIKE '%pkey'"),
    )
}

async fn tables_columns_and_indexes_get_their_names(house: &House) {
    let (_, store) = seeded(house).await;
    script(&store, "CREATE VIEW theirs AS SELECT name AS name FROM r_item; CREATE INDEX also_theirs ON r_item (parent, name)").await;
    let planned = store.plan(&after()).await.unwrap();
    assert_eq!(store.all::<Item>().await.unwrap().len(), 3, "planning changes nothing");
    assert_eq!(store.migrate(&after()).await.unwrap(), planned);
    for part in [
        "rename the table \"r_item\" to \"r_thing\" for r.thing, which was r.item",
        "rename the column \"name\" of \"r_thing\" to \"title\"",
        "rename the table \"r_shop_item\" to \"r_shop_thing\"",
        "turn away programs that know r.item, r.thing, r.shop.item, r.shop.thing as before (generation 1)",
    ] {
        assert!(planned.to_string().contains(part), "{part}: {planned}");
    }
    let created =
        planned.steps().iter().filter(|step| step.what.contains("create the") && !step.what.contains("create the trigger")).count();
    assert_eq!(created, 0, "indexes and links are the old ones: {planned}");
    assert!(store.migrate(&after()).await.unwrap().is_empty());
    assert_eq!(number(&store, &left_over(house, "r\\_item%").replace("LIKE 'r\\_item%'", "LIKE 'r\\_item%' ESCAPE '\\'")).await, 0);
    let shop = store.by_name::<Shop>("main").await.unwrap().id();
    let bound = store.binder::<BoundThing>(shop).linked(&3).await.unwrap().unwrap();
    assert_eq!(bound.record.title, "item 3");
    let parent = bound.record.parent.clone().unwrap();
    assert_eq!(store.get::<Thing>(&parent).await.unwrap().unwrap().title, "item 2");
    assert_eq!(number(&store, "SELECT count(*) FROM theirs WHERE name LIKE 'item%'").await, 3, "a view follows");
    let theirs = house.either(
        "SELECT count(*) FROM sqlite_schema WHERE name = 'also_theirs'",
        "SELECT count(*) FROM pg_class WHERE relname = 'also_theirs'",
    );
    assert_eq!(number(&store, theirs).await, 1);
    // The old name can be taken anew.
    store.migrate(&after().add::<NewItem>()).await.unwrap();
    store.put(NewItem { code: None }).await.unwrap();
    assert!(store.migrate(&after().add::<NewItem>()).await.unwrap().is_empty());
    assert_eq!(store.count::<Thing>().await.unwrap(), 3);
}

async fn both_names_are_refused_with_the_rows(house: &House) {
    let (_, store) = seeded(house).await;
    script(&store, "CREATE TABLE r_thing AS SELECT id, name AS title FROM r_item WHERE id = 2").await;
    let error = store.migrate(&after()).await.unwrap_err().to_string();
    assert!(
        error.contains("r.thing was r.item, and both tables are there: \"r_item\" has rows 1, 2, 3, \"r_thing\" has row 2:"),
        "{error}"
    );
    assert!(error.contains("INSERT INTO \"r_thing\" SELECT … FROM \"r_item\""), "{error}");
    assert_eq!(store.plan(&after()).await.unwrap_err().to_string(), error);
    assert_eq!(store.count::<Item>().await.unwrap(), 3);
    script(&store, "DROP TABLE r_thing; ALTER TABLE r_item ADD COLUMN title TEXT").await;
    script(&store, "UPDATE r_item SET title = 'another' WHERE id = 2").await;
    let titled = Schema::new().add::<Titled>();
    let error = store.migrate(&titled).await.unwrap_err().to_string();
    let told = "`title` of r.item was \"name\", and both columns are there: \"name\" has a value of its own in rows 1, 2, 3, \"title\" has one in row 2:";
    assert!(error.contains(told), "{error}");
    // A step of the application's own says which value is the right one.
    let mend = OwnStep::sql("titles", "the old ones are right", "UPDATE r_item SET title = name").before();
    store.migration(&titled).step(mend.clone()).run().await.unwrap();
    assert_eq!(store.all::<Titled>().await.unwrap()[1].title.as_deref(), Some("item 2"));
    assert!(store.migration(&titled).step(mend).run().await.unwrap().is_empty());
}

async fn a_name_before_the_last_one_is_for_a_step(house: &House) {
    let (_, store) = seeded(house).await;
    let twice = Schema::new().add::<Twice>();
    let plan = store.plan(&twice).await.unwrap();
    assert!(plan.warnings()[0].contains("If they are in \"name\", rename that one to \"label\" in a step"), "{plan}");
    let step = OwnStep::sql("labels", "as in version 2", "ALTER TABLE r_item RENAME COLUMN name TO label").before().needs("r_item", "name");
    let plan = store.migration(&twice).step(step.clone()).run().await.unwrap();
    assert!(plan.to_string().contains("rename the column \"label\" of \"r_item\" to \"title\""), "{plan}");
    assert!(plan.warnings().is_empty(), "{plan}");
    assert_eq!(store.all::<Twice>().await.unwrap()[0].title.as_deref(), Some("item 1"));
    assert!(store.migration(&twice).step(step).run().await.unwrap().is_empty());
}

async fn steps_run_once_in_order_and_with_the_migration(house: &House) {
    let store = house.empty().await;
    let schema = Schema::new().add::<Other>();
    let ran = Arc::new(AtomicUsize::new(0));
    let counted = {
        let ran = Arc::clone(&ran);
        OwnStep::rust("first", "puts one", move |tx| {
            ran.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move { tx.put(Other { name: "a".into() }).await.map(drop) })
        })
    };
    let second = OwnStep::sql("second", "doubles it", "UPDATE r_other SET name = name || 'b'")
        .on_postgres("UPDATE r_other SET name = concat(name, 'b')");
    let early = OwnStep::sql("early", "there is nothing yet", "UPDATE no_such_table SET x = 1").before();
    let plan = store.migration(&schema).steps([counted.clone(), second.clone(), early.clone()]).run().await.unwrap();
    let told: Vec<&str> = plan.steps().iter().map(|step| step.what.as_str()).filter(|what| what.contains("step \"")).collect();
    let expected = [
        "remember, without running it, the step \"early\": there is nothing yet",
        "run the step \"first\": puts one",
        "run the step \"second\": doubles it",
    ];
    assert_eq!(told, expected);
    assert_eq!(store.all::<Other>().await.unwrap()[0].name, "ab");
    assert!(store.migration(&schema).steps([counted, second.clone(), early]).run().await.unwrap().is_empty());
    assert_eq!(ran.load(Ordering::Relaxed), 1);
    // What fails takes the whole migration back, and is not remembered.
    let failing = OwnStep::sql("third", "is wrong", "UPDATE r_other SET name = 'lost'; UPDATE no_such_table SET x = 1");
    let bigger = Schema::new().add::<Other>().add::<Item>();
    let error = store.migration(&bigger).step(failing).run().await.unwrap_err().to_string();
    assert_eq!(
        error,
        "the step \"third\" (is wrong): the database refused a statement: a statement of the application names a table or a column that is not there"
    );
    assert_eq!(number(&store, &left_over(house, "r_item")).await, 0);
    let refused = OwnStep::rust("third", "gives up", |_| Box::pin(async { Err(Error::application("not today")) }));
    assert_eq!(store.migration(&bigger).step(refused).run().await.unwrap_err().to_string(), "not today");
    store.migration(&bigger).step(OwnStep::sql("third", "is right", "UPDATE r_other SET name = 'c'")).run().await.unwrap();
    assert_eq!(store.all::<Other>().await.unwrap()[0].name, "c");
    // Another text under an ID, and an ID twice.
    let changed = OwnStep::sql("second", "doubles it", "UPDATE r_other SET name = ''").on_postgres("UPDATE r_other SET name = ''");
    let error = store.migration(&bigger).step(changed).run().await.unwrap_err().to_string();
    assert!(error.starts_with("the step \"second\" was run here with another text"), "{error}");
    let error = store.migration(&bigger).steps([second.clone(), second]).plan().await.unwrap_err().to_string();
    assert!(error.starts_with("two steps have the ID \"second\""), "{error}");
}

async fn a_program_that_is_only_narrower_goes_on(house: &House) {
    let (url, older) = seeded(house).await;
    let newer = Store::connect(&url).await.unwrap();
    newer.migrate(&Schema::new().add::<Wider>().add::<Other>()).await.unwrap();
    older.put(Item { name: "more".into(), parent: None }).await.unwrap();
    assert!(Store::connect(&url).await.unwrap().migrate(&before()).await.unwrap().is_empty());
    // Another program's models are nothing to it.
    let others = Store::connect(&url).await.unwrap();
    let step = OwnStep::sql("others", "of another program", "UPDATE r_other SET name = ''").breaking();
    others.migration(&Schema::new().add::<Other>()).step(step).run().await.unwrap();
    older.put(Item { name: "still more".into(), parent: None }).await.unwrap();
    assert_eq!(newer.count::<Wider>().await.unwrap(), 5);
}

async fn an_older_program_is_turned_away_and_can_be_taken_back(house: &House) {
    let (url, older) = seeded(house).await;
    let unaware = Store::connect(&url).await.unwrap();
    unaware.put(Item { name: "never migrated".into(), parent: None }).await.unwrap();
    let newer = Store::connect(&url).await.unwrap();
    let schema = before();
    let step = || OwnStep::sql("names", "have another meaning", "UPDATE r_item SET name = upper(name)").breaking();
    newer.migration(&schema).step(step()).run().await.unwrap();
    for store in [&older, &unaware] {
        for _ in 0..2 {
            let error = store.put(Item { name: "wrong".into(), parent: None }).await.unwrap_err();
            assert!(matches!(&error, Error::OlderProgram { models } if models.contains(&"r.item".to_owned())), "{error}");
            assert!(error.to_string().contains("store.migration(&SCHEMA).going_back().run()"), "{error}");
        }
        assert_eq!(store.count::<Item>().await.unwrap(), 4, "it still reads");
    }
    newer.put(Item { name: "RIGHT".into(), parent: None }).await.unwrap();
    let error = older.migrate(&schema).await.unwrap_err();
    assert!(matches!(error, Error::OlderProgram { .. }), "{error}");
    assert!(matches!(older.plan(&schema).await, Err(Error::OlderProgram { .. })));
    older.migration(&schema).going_back().run().await.unwrap();
    older.put(Item { name: "back".into(), parent: None }).await.unwrap();
    assert!(Store::connect(&url).await.unwrap().migrate(&schema).await.unwrap().is_empty());
    newer.migration(&schema).step(step()).run().await.unwrap();
    newer.put(Item { name: "BOTH".into(), parent: None }).await.unwrap();
}

/// A transaction that was open when the newer program migrated ends before it, or not at all.
async fn nothing_is_written_behind_a_migration(house: &House) {
    let (url, older) = seeded(house).await;
    let newer = Store::connect(&url).await.unwrap();
    let schema = before();
    let (written, wrote) = tokio::sync::oneshot::channel();
    let mut written = Some(written);
    let waits = &tokio::sync::Notify::new();
    let slow = older.transaction(|tx| {
        let written = written.take();
        Box::pin(async move {
            tx.put(Item { name: "in time".into(), parent: None }).await?;
            if let Some(written) = written {
                written.send(()).unwrap();
            }
            waits.notified().await;
            Ok(())
        })
    });
    let step = OwnStep::sql("names", "have another meaning", "UPDATE r_item SET name = upper(name)").breaking();
    let migration = newer.migration(&schema).step(step);
    let quick = async {
        wrote.await.unwrap();
        let mut run = std::pin::pin!(migration.run());
        tokio::select! {
            biased;
            done = &mut run => panic!("it does not wait: {done:?}"),
            () = somebody_waits(&url) => waits.notify_one(),
        }
        run.await
    };
    let (slow, quick) = tokio::join!(slow, quick);
    quick.unwrap();
    slow.unwrap();
    assert_eq!(number(&newer, "SELECT count(*) FROM r_item WHERE name <> upper(name)").await, 0);
}

/// What the database's own users may do with the table that turns older programs away, they may still do with the next one.
async fn grants_outlive_a_generation(house: &House) {
    let (url, _) = seeded(house).await;
    let store = Store::connect(&url).await.unwrap();
    script(&store, house.either("SELECT 1", "GRANT SELECT ON connector_generation_0 TO pg_monitor")).await;
    let step = OwnStep::sql("names", "have another meaning", "UPDATE r_item SET name = upper(name)").breaking();
    store.migration(&before()).step(step).run().await.unwrap();
    let granted =
        "SELECT count(*) FROM pg_class WHERE relname = 'connector_generation_1' AND has_table_privilege('pg_monitor', oid, 'SELECT')";
    let there = "SELECT count(*) FROM sqlite_schema WHERE name = 'connector_generation_1'";
    assert_eq!(number(&store, house.either(there, granted)).await, 1);
    assert_eq!(number(&store, &house.either(there, granted).replace("_1'", "_0'")).await, 0);
}

crate::support::on_both! {
    grants_outlive_a_generation,
    tables_columns_and_indexes_get_their_names,
    both_names_are_refused_with_the_rows,
    a_name_before_the_last_one_is_for_a_step,
    steps_run_once_in_order_and_with_the_migration,
    a_program_that_is_only_narrower_goes_on,
    an_older_program_is_turned_away_and_can_be_taken_back,
    nothing_is_written_behind_a_migration,
}
