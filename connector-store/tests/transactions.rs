//! Everything that is done in a transaction is kept, or nothing.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use std::time::Duration;

use connector_core::{BackendId, RecordId};
use connector_store::{Error, Outcome, Store};

use support::{
    Category, PARTNERS, PARTNERS_TABLE, Partner, SHOP, Shop, ShopCategory, ShopPartner, category, connect, number, script, shop,
    shop_category, store, with_shop,
};

async fn names(store: &Store) -> Vec<String> {
    store.all::<Category>().await.unwrap().into_iter().map(|category| category.into_value().name).collect()
}

#[tokio::test]
async fn an_error_takes_everything_back() {
    let (store, shop) = with_shop().await;
    let error = store
        .transaction(|tx| {
            Box::pin(async move {
                let record = tx.put(category("a")).await?.id();
                tx.put(shop_category(&record, shop, Some("1"))).await?;
                Err::<(), Error>(Error::application("no more"))
            })
        })
        .await
        .unwrap_err();
    assert!(matches!(&error, Error::Application(_)) && error.to_string() == "no more", "{error:?}");
    assert!(names(&store).await.is_empty() && store.count::<ShopCategory>().await.unwrap() == 0);
    store.put(category("b")).await.unwrap();
    assert_eq!(names(&store).await, ["b"]);
}

#[tokio::test]
async fn a_dropped_future_takes_everything_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = connect(&folder.path().join("shop.db")).await;
    file.migrate(&SHOP).await.unwrap();
    for store in [store().await, file] {
        let (inside, reached) = tokio::sync::oneshot::channel();
        let mut inside = Some(inside);
        let work = store.transaction(|tx| {
            let inside = inside.take();
            Box::pin(async move {
                tx.put(category("lost")).await?;
                inside.map(|inside| inside.send(()));
                std::future::pending::<Result<(), Error>>().await
            })
        });
        tokio::select! {
            _ = work => panic!("it never ends"),
            reached = reached => reached.unwrap(),
        }
        store.put(category("kept")).await.unwrap();
        assert_eq!(names(&store).await, ["kept"]);
    }
}

#[tokio::test]
async fn a_panic_takes_everything_back() {
    let store = store().await;
    let other = store.clone();
    let task = tokio::spawn(async move {
        other
            .transaction(|tx| {
                Box::pin(async move {
                    tx.put(category("lost")).await?;
                    panic!("on purpose");
                    #[allow(unreachable_code)]
                    Ok(())
                })
            })
            .await
    });
    assert!(task.await.unwrap_err().is_panic());
    store.put(category("kept")).await.unwrap();
    assert_eq!(names(&store).await, ["kept"]);
}

#[tokio::test]
async fn savepoints_are_nested() {
    let store = store().await;
    store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("a")).await?;
                let outer = tx.savepoint().await?;
                tx.put(category("b")).await?;
                let inner = tx.savepoint().await?;
                tx.put(category("c")).await?;
                tx.roll_back(inner).await?;
                let inner = tx.savepoint().await?;
                tx.put(category("d")).await?;
                tx.release(inner).await?;
                assert_eq!(tx.count::<Category>().await?, 3);
                tx.roll_back(outer).await?;
                let last = tx.savepoint().await?;
                tx.put(category("e")).await?;
                tx.release(last).await
            })
        })
        .await
        .unwrap();
    assert_eq!(names(&store).await, ["a", "e"]);
}

#[tokio::test]
async fn the_applications_own_table_is_written_along() {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    script(&store, PARTNERS_TABLE).await;
    store.migrate(&PARTNERS).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap().id();
    let write = async |external_id, fail| {
        store
            .transaction(move |tx| {
                Box::pin(async move {
                    let sql = "INSERT INTO partners (id, mail) VALUES (?1, ?2)";
                    tx.as_sqlite()?.execute(sql, (format!("p-{external_id}"), "a@example.org"))?;
                    let record_id = RecordId::new(format!("p-{external_id}"));
                    tx.put(ShopPartner { record_id, backend_id: shop, external_id: Some(external_id), sync_date: None }).await?;
                    if fail { Err(Error::application("no more")) } else { Ok(()) }
                })
            })
            .await
    };
    let by_the_store = store.put(Partner { mail: None }).await;
    assert!(matches!(by_the_store, Err(Error::Foreign { model: "partner" })), "{by_the_store:?}");
    write(1, false).await.unwrap();
    write(2, true).await.unwrap_err();
    let binder = store.binder::<ShopPartner>(shop);
    assert_eq!(binder.to_record_many(&[1, 2]).await.unwrap(), [Some(RecordId::<Partner>::new("p-1".to_owned())), None]);
    assert_eq!(binder.to_external(&RecordId::new("p-1".to_owned())).await.unwrap(), Some(1));
    assert_eq!(number(&store, "SELECT count(*) FROM partners").await, 1);
    // A partner who is not there cannot be linked; one that goes takes its binding along.
    let nobody = ShopPartner { record_id: RecordId::new("p-9".into()), backend_id: shop, external_id: Some(9), sync_date: None };
    assert!(matches!(store.put(nobody).await, Err(Error::LinkMissing { target: "partner", .. })));
    script(&store, "DELETE FROM partners").await;
    assert_eq!(store.count::<ShopPartner>().await.unwrap(), 0);
}

#[tokio::test]
async fn calling_the_store_inside_is_an_error_and_no_hang() {
    let (outer, inner) = (store().await, store().await);
    let (outer, inner) = (&outer, &inner);
    let seen = outer
        .transaction(|_| {
            Box::pin(async move {
                let read = outer.count::<Category>().await.map(|_| ());
                let write = outer.put(category("a")).await.map(|_| ());
                // Another store is no obstacle, and hides nothing.
                let behind = inner.transaction(|_| Box::pin(async move { Ok(outer.count::<Category>().await) })).await?.map(|_| ());
                Ok([read, write, behind])
            })
        })
        .await
        .unwrap();
    for error in seen {
        assert!(matches!(error, Err(Error::InsideTransaction)), "{error:?}");
    }
    outer.put(category("a")).await.unwrap();
}

/// What the application ends itself is not mistaken for an open transaction.
#[tokio::test]
async fn a_transaction_that_was_ended_inside_takes_nothing_more() {
    let store = store().await;
    let error = store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("a")).await?;
                tx.as_sqlite()?.execute_batch("ROLLBACK")?;
                let write = tx.put(category("b")).await;
                assert!(matches!(write, Err(Error::Database(_))), "{write:?}");
                Ok(())
            })
        })
        .await
        .unwrap_err();
    assert!(matches!(&error, Error::Database(what) if what.contains("has ended")), "{error}");
    assert!(names(&store).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tasks_that_write_at_once_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = connect(&folder.path().join("shop.db")).await;
    store.migrate(&SHOP).await.unwrap();
    let tasks: Vec<_> = (0..4)
        .map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 0..50 {
                    let pair = [category(&format!("{task}-{n}-a")), category(&format!("{task}-{n}-b"))];
                    store.put_many(&pair).await.unwrap();
                    assert_eq!(store.count::<Category>().await.unwrap() % 2, 0, "readers see whole transactions");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(store.count::<Category>().await.unwrap(), 400);
}

/// Two connections to one file import the same 1,000 IDs with their records: whoever comes second finds them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_stores_import_the_same_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let first = connect(&path).await;
    first.migrate(&SHOP).await.unwrap();
    let shop = first.put(shop("main")).await.unwrap().id();
    let second = connect(&path).await;
    let (a, b) = tokio::join!(tokio::spawn(import(first.clone(), shop)), tokio::spawn(import(second, shop)));
    assert_eq!(a.unwrap() + b.unwrap(), 1_000, "created by one or the other");
    assert_eq!(first.count::<Category>().await.unwrap(), 1_000);
    assert_eq!(first.count::<ShopCategory>().await.unwrap(), 1_000);
}

/// Imports 1,000 IDs, 20 at a time. Gives how many it created.
async fn import(store: Store, shop: BackendId<Shop>) -> usize {
    let mut created = 0;
    for page in 0..50 {
        let ids: Vec<String> = (page * 20..page * 20 + 20).map(|n| n.to_string()).collect();
        let ids = &ids;
        created += store
            .transaction(move |tx| {
                Box::pin(async move {
                    let mut created = 0;
                    let known = tx.binder::<ShopCategory>(shop).to_record_many(ids).await?;
                    for (id, _) in ids.iter().zip(known).filter(|(_, known)| known.is_none()) {
                        let record = tx.put(category(id)).await?.id();
                        let put = tx.put_many(&[shop_category(&record, shop, Some(id))]).await?;
                        assert!(matches!(put[..], [Outcome::Created(_)]), "{put:?}");
                        created += 1;
                    }
                    Ok(created)
                })
            })
            .await
            .unwrap();
        tokio::task::yield_now().await;
    }
    created
}

/// Another connection keeps the write lock for a while: who waits gets it then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_waits_for_another_connection() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let store = connect(&path).await;
    store.migrate(&SHOP).await.unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO category (name) VALUES ('theirs')").unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.put(category("ours")).await.map(|_| ()) }
    });
    // Reading does not wait, and does not see what is not committed.
    assert!(tokio::time::timeout(Duration::from_secs(20), names(&store)).await.unwrap().is_empty());
    assert!(!waiting.is_finished());
    other.execute_batch("COMMIT").unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(names(&store).await, ["theirs", "ours"]);
}
