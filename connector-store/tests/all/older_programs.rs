//! Programs that never migrated in their process: an old one is turned away all the same.

#[cfg(feature = "postgres")]
use std::sync::Arc;
#[cfg(feature = "postgres")]
use std::sync::atomic::{AtomicUsize, Ordering};

use connector_core::{Changes, Record, Schema};
#[cfg(feature = "postgres")]
use connector_store::Plan;
use connector_store::{Error, OwnStep, Store};

#[cfg(feature = "postgres")]
use crate::support::somebody_waits;
use crate::support::{House, number, run_script};

macro_rules! declared {
    ($($module:ident { $(#[$attribute:meta])* $name:ident { $($fields:tt)* } })*) => {$(
        mod $module {
            use super::Record;
            #[derive(Debug, Clone, PartialEq, Record)]
            $(#[$attribute])*
            pub struct $name { $($fields)* }
        }
    )*};
}

declared! {
    old { #[record(name = "f.item")] Item { pub name: String } }
    new { #[record(name = "f.item")] Item { pub name: Option<String> } }
    // Nobody migrates these.
    fitting { #[record(name = "f.item")] Item { #[field(size = 9)] pub name: Option<String> } }
    misfit { #[record(name = "f.item")] Item { #[field(size = 9)] pub name: String } }
    renamed { #[record(name = "f.thing", renamed_from = "f.item")] Thing { pub name: Option<String> } }
    other { #[record(name = "f.other")] Other { pub name: String } }
    new_other { #[record(name = "f.other")] Other { pub name: Option<String> } }
}

fn item() -> old::Item {
    old::Item { name: "old".into() }
}

/// A database that the old program has migrated, and then the new one, in a way that the old one must not write.
async fn migrated(house: &House) -> (String, Store) {
    let url = house.address().await;
    let old = Store::connect(&url).await.unwrap();
    old.migrate(&Schema::new().add::<old::Item>().add::<other::Other>()).await.unwrap();
    old.put(item()).await.unwrap();
    let new = Store::connect(&url).await.unwrap();
    new.migrate(&Schema::new().add::<new::Item>()).await.unwrap();
    (url, new)
}

fn is_older<R: std::fmt::Debug>(result: Result<R, Error>) {
    let error = result.unwrap_err();
    assert!(matches!(&error, Error::OlderProgram { models } if *models == ["f.item"]), "{error}");
}

async fn who_never_migrated_is_turned_away(house: &House) {
    let (url, new) = migrated(house).await;
    let connect = async || Store::connect(&url).await.unwrap();
    let id = connect().await.all::<old::Item>().await.unwrap()[0].id();
    // Each as the first thing that the process does.
    is_older(connect().await.put(item()).await);
    is_older(connect().await.put_many(&[item(), item()]).await);
    is_older(connect().await.delete::<old::Item>(&id).await);
    is_older(connect().await.delete_many::<old::Item>(std::slice::from_ref(&id)).await);
    let changes = Changes::<old::Item>::new().set("name", &"changed".to_owned()).unwrap();
    is_older(connect().await.update(&id, &changes).await);
    is_older(connect().await.update_many(&[(id.clone(), changes)]).await);
    let store = connect().await;
    // Something else first: what it has not met before is looked at then.
    store.put(other::Other { name: "fine".into() }).await.unwrap();
    is_older(store.transaction(|tx| Box::pin(async move { tx.put(item()).await })).await);
    is_older(store.put(item()).await);
    assert_eq!(store.all::<old::Item>().await.unwrap().len(), 1, "it still reads");
    assert_eq!(number(&new, "SELECT count(*) FROM f_item WHERE name = 'old'").await, 1, "nothing was written");
}

async fn who_knows_the_new_one_writes_without_migrating(house: &House) {
    let (url, _) = migrated(house).await;
    let store = Store::connect(&url).await.unwrap();
    store.put(new::Item { name: None }).await.unwrap();
    // A declaration that nobody has migrated is held against the table itself.
    Store::connect(&url).await.unwrap().put(fitting::Item { name: None }).await.unwrap();
    let error = Store::connect(&url).await.unwrap().put(misfit::Item { name: "x".into() }).await.unwrap_err();
    let told = "no program has migrated f.item here as this one declares it, and the column \"name\" of \"f_item\" may be null, which `name` may not: migrate the store with this program, or start the one that did last";
    assert_eq!(error.to_string(), told);
    assert_eq!(store.count::<new::Item>().await.unwrap(), 3);
    // It is turned away by what comes later, as one that has migrated.
    let last = Store::connect(&url).await.unwrap();
    last.migrate(&Schema::new().add::<renamed::Thing>()).await.unwrap();
    is_older(store.put(new::Item { name: None }).await);
}

async fn in_a_transaction_of_the_applications(house: &House) {
    let (url, new) = migrated(house).await;
    let store = Store::connect(&url).await.unwrap();
    #[cfg(feature = "sqlite")]
    if let Some(path) = url.strip_prefix("sqlite:") {
        let mut own = rusqlite::Connection::open(path).unwrap();
        own.execute_batch("PRAGMA foreign_keys = ON; BEGIN IMMEDIATE").unwrap();
        is_older(store.adopt(&mut own).await.unwrap().put(item()).await);
        own.execute_batch("COMMIT").unwrap();
    }
    #[cfg(feature = "postgres")]
    if url.starts_with("postgres") {
        let mut own = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.unwrap();
        sqlx::raw_sql("BEGIN").execute(&mut own).await.unwrap();
        is_older(store.adopt(&mut own).await.unwrap().put(item()).await);
        sqlx::raw_sql("COMMIT").execute(&mut own).await.unwrap();
    }
    assert_eq!(new.count::<new::Item>().await.unwrap(), 1);
}

/// A migration of other models does not bring back a model that this store knows as it was.
async fn its_own_migration_of_something_else_changes_nothing(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&Schema::new().add::<other::Other>()).await.unwrap();
    let newer = Store::connect(&url).await.unwrap();
    newer.migrate(&Schema::new().add::<new_other::Other>()).await.unwrap();
    store.migrate(&Schema::new().add::<new::Item>()).await.unwrap();
    store.put(new::Item { name: None }).await.unwrap();
    let error = store.put(other::Other { name: "old".into() }).await.unwrap_err();
    assert!(matches!(&error, Error::OlderProgram { models } if *models == ["f.other"]), "{error}");
}

/// Steps are said by who migrates: another process of the same program does not.
async fn the_steps_of_the_main_program_are_its_others_too(house: &House) {
    let url = house.address().await;
    let schema = Schema::new().add::<old::Item>();
    let step = OwnStep::sql("names", "mean something else now", "UPDATE f_item SET name = upper(name)").breaking();
    Store::connect(&url).await.unwrap().migrate(&schema).await.unwrap();
    Store::connect(&url).await.unwrap().migration(&schema).step(step).run().await.unwrap();
    Store::connect(&url).await.unwrap().put(item()).await.unwrap();
}

async fn what_is_renamed_is_read_no_more_and_says_so(house: &House) {
    let (url, _) = migrated(house).await;
    Store::connect(&url).await.unwrap().migrate(&Schema::new().add::<renamed::Thing>()).await.unwrap();
    let store = Store::connect(&url).await.unwrap();
    let error = store.all::<new::Item>().await.unwrap_err().to_string();
    assert!(error.contains("where a newer program has given it another name, start that one"), "{error}");
    // In a transaction it is known for sure.
    is_older(store.transaction(|tx| Box::pin(async move { tx.all::<new::Item>().await })).await);
    is_older(
        store
            .transaction(|tx| {
                Box::pin(async move {
                    tx.put(new::Item { name: None }).await?;
                    run_script(tx, "SELECT 1").await
                })
            })
            .await,
    );
}

/// Migrates while a transaction writes that began before. Gives what came of it, and how often each was begun; while the migration waits,
/// it must hold nothing of the table that is then written.
#[cfg(feature = "postgres")]
async fn beside_a_writer(old: &Store, url: &str, next: Schema, step: Option<OwnStep>, write: &str) -> (Result<Plan, Error>, [usize; 2]) {
    use sqlx::{Connection, PgConnection, Row};
    let newer = Store::connect(url).await.unwrap();
    let (began, mut has_begun) = tokio::sync::mpsc::channel(1);
    let (writers, migrations) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&migrations);
    let migrated = tokio::spawn(async move {
        has_begun.recv().await.unwrap();
        let count = OwnStep::rust("count", "how often it is run", move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            Box::pin(async { Ok(()) })
        });
        newer.migration(&next).steps(step).step(count).run().await
    });
    let (said, writing) = (&began, &writers);
    let written = old.transaction(|tx| {
        Box::pin(async move {
            writing.fetch_add(1, Ordering::SeqCst);
            tx.put(other::Other { name: "first".into() }).await?;
            let _ = said.try_send(());
            somebody_waits(url).await;
            let held = "SELECT count(*) FROM pg_locks WHERE relation = 'f_item'::regclass AND mode <> 'AccessShareLock'";
            let mut observer = PgConnection::connect(url).await.unwrap();
            assert_eq!(sqlx::query(held).fetch_one(&mut observer).await.unwrap().get::<i64, _>(0), 0, "{write}");
            run_script(tx, write).await
        })
    });
    written.await.unwrap();
    (migrated.await.unwrap(), [writers.load(Ordering::SeqCst), migrations.load(Ordering::SeqCst)])
}

/// It holds no table and no row that somebody needs for whom it waits: nobody is taken back for the other.
#[cfg(feature = "postgres")]
async fn a_migration_waits_before_it_takes_a_table(house: &House) {
    let (required, nullable) = (|| Schema::new().add::<old::Item>(), || Schema::new().add::<new::Item>());
    let insert = "INSERT INTO f_item (name) VALUES ('old')";
    let mends = || OwnStep::sql("mend", "no name is missing", "UPDATE f_item SET name = 'mended' WHERE name IS NULL").before();
    // What is renamed is taken first of all, rows by a step that runs before, what may be null later.
    for (before, after, step, write) in [
        (required(), Schema::new().add::<renamed::Thing>(), None, insert),
        (nullable(), required(), Some(mends()), "UPDATE f_item SET name = 'old'"),
        (required(), nullable(), None, insert),
    ] {
        let url = house.address().await;
        let old = Store::connect(&url).await.unwrap();
        old.migrate(&before.add::<other::Other>()).await.unwrap();
        if step.is_some() {
            old.put(new::Item { name: None }).await.unwrap();
        }
        let (migrated, begun) = beside_a_writer(&old, &url, after, step, write).await;
        migrated.unwrap();
        assert_eq!(begun, [1, 1], "{write}");
    }
}

/// What those wrote for whom it waited is looked at, too.
#[cfg(feature = "postgres")]
async fn a_migration_looks_after_it_has_waited(house: &House) {
    let url = house.address().await;
    let old = Store::connect(&url).await.unwrap();
    old.migrate(&Schema::new().add::<new::Item>().add::<other::Other>()).await.unwrap();
    let next = Schema::new().add::<old::Item>();
    let (migrated, begun) = beside_a_writer(&old, &url, next, None, "INSERT INTO f_item (name) VALUES (NULL)").await;
    let told = migrated.unwrap_err();
    assert!(matches!(&told, Error::Migration(told) if told.contains("is required now, and \"f_item\" has none in row 1")), "{told}");
    assert_eq!(begun, [1, 0]);
}

#[cfg(feature = "postgres")]
crate::support::on_postgres! { a_migration_waits_before_it_takes_a_table, a_migration_looks_after_it_has_waited }

crate::support::on_both! {
    who_never_migrated_is_turned_away,
    who_knows_the_new_one_writes_without_migrating,
    in_a_transaction_of_the_applications,
    its_own_migration_of_something_else_changes_nothing,
    the_steps_of_the_main_program_are_its_others_too,
    what_is_renamed_is_read_no_more_and_says_so,
}
