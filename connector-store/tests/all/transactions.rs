//! Everything that is done in a transaction is kept, or nothing.

use connector_core::{BackendId, RecordId};
use connector_store::{Error, Outcome, Store};

use crate::support::{
    Category, House, PARTNERS, PARTNERS_TABLE, Partner, SHOP, Shop, ShopCategory, ShopPartner, category, number, run_script, script, shop,
    shop_category,
};

async fn names(store: &Store) -> Vec<String> {
    store.all::<Category>().await.unwrap().into_iter().map(|category| category.into_value().name).collect()
}

async fn an_error_takes_everything_back(house: &House) {
    let (store, shop) = house.with_shop().await;
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

async fn a_dropped_future_takes_everything_back(house: &House) {
    let file = Store::connect(&house.address().await).await.unwrap();
    file.migrate(&SHOP).await.unwrap();
    for store in [house.store().await, file] {
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

async fn a_panic_takes_everything_back(house: &House) {
    let store = house.store().await;
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

async fn savepoints_are_nested(house: &House) {
    let store = house.store().await;
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

async fn the_applications_own_table_is_written_along(house: &House) {
    let store = house.empty().await;
    script(&store, PARTNERS_TABLE).await;
    store.migrate(&PARTNERS).await.unwrap();
    let shop = store.put(shop("main")).await.unwrap().id();
    let write = async |external_id, fail| {
        store
            .transaction(move |tx| {
                Box::pin(async move {
                    run_script(tx, &format!("INSERT INTO partners (id, mail) VALUES ('p-{external_id}', 'a@example.org')")).await?;
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

async fn calling_the_store_inside_is_an_error_and_no_hang(house: &House) {
    let (outer, inner) = (house.store().await, house.store().await);
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
async fn a_transaction_that_was_ended_inside_takes_nothing_more(house: &House) {
    let store = house.store().await;
    let error = store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("a")).await?;
                run_script(tx, "ROLLBACK").await?;
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

async fn tasks_that_write_at_once_wait_for_each_other(house: &House) {
    let store = Store::connect(&house.address().await).await.unwrap();
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
async fn two_stores_import_the_same_once(house: &House) {
    let url = house.address().await;
    let first = Store::connect(&url).await.unwrap();
    first.migrate(&SHOP).await.unwrap();
    let shop = first.put(shop("main")).await.unwrap().id();
    let second = Store::connect(&url).await.unwrap();
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

#[cfg(feature = "sqlite")]
/// Another connection keeps the write lock for a while: who waits gets it then.
async fn a_writer_waits_for_another_connection(house: &House) {
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let other = rusqlite::Connection::open(url.trim_start_matches("sqlite:")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO category (name) VALUES ('theirs')").unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.put(category("ours")).await.map(|_| ()) }
    });
    // Reading does not wait, and does not see what is not committed.
    assert!(tokio::time::timeout(std::time::Duration::from_secs(20), names(&store)).await.unwrap().is_empty());
    assert!(!waiting.is_finished());
    other.execute_batch("COMMIT").unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(names(&store).await, ["theirs", "ours"]);
}

async fn a_point_that_was_left_open_does_not_stand_in_for_an_outer_one(house: &House) {
    let store = house.store().await;
    store
        .transaction(|tx| {
            Box::pin(async move {
                let outer = tx.savepoint().await?;
                tx.put(category("outer")).await?;
                // As an error between the two leaves it.
                let _inner = tx.savepoint().await?;
                tx.put(category("inner")).await?;
                tx.roll_back(outer).await?;
                tx.put(category("after")).await
            })
        })
        .await
        .unwrap();
    let names: Vec<String> = store.all::<Category>().await.unwrap().into_iter().map(|kept| kept.name.clone()).collect();
    assert_eq!(names, ["after"]);
}

crate::support::on_both! {
    a_point_that_was_left_open_does_not_stand_in_for_an_outer_one,
    an_error_takes_everything_back,
    a_dropped_future_takes_everything_back,
    a_panic_takes_everything_back,
    savepoints_are_nested,
    the_applications_own_table_is_written_along,
    calling_the_store_inside_is_an_error_and_no_hang,
    a_transaction_that_was_ended_inside_takes_nothing_more,
    tasks_that_write_at_once_wait_for_each_other,
    two_stores_import_the_same_once,
}
crate::support::on_sqlite! {
    a_writer_waits_for_another_connection,
}
