//! Transactions that collide are repeated, a bounded number of times, and lose nothing.

use connector_core::{BackendId, Changes};
use connector_store::{Error, Store, Tx};

use crate::support::{House, SHOP, Shop, shop};

async fn made(house: &House, stores: usize) -> (Vec<Store>, BackendId<Shop>) {
    let url = house.address().await;
    let mut all = Vec::new();
    for _ in 0..stores {
        all.push(Store::connect(&url).await.unwrap());
    }
    all[0].migrate(&SHOP).await.unwrap();
    let id = all[0].put(Shop { delay: Some(0), ..shop("main") }).await.unwrap().id();
    (all, id)
}

async fn set(tx: &mut Tx<'_>, id: BackendId<Shop>, delay: i64) -> Result<(), Error> {
    tx.update(&id, &Changes::<Shop>::new().set("delay", &Some(delay))?).await
}

/// Reads a number and writes the next one.
async fn add_one(tx: &mut Tx<'_>, id: BackendId<Shop>) -> Result<(), Error> {
    let known = tx.get::<Shop>(&id).await?.unwrap().delay.unwrap();
    set(tx, id, known + 1).await
}

/// Several connections add to one number, each reading it first: no addition is lost.
async fn what_is_read_and_written_at_once_is_added_up(house: &House) {
    let (stores, id) = made(house, 4).await;
    let tasks: Vec<_> = stores
        .iter()
        .cloned()
        .map(|store| {
            tokio::spawn(async move {
                let mut done = 0;
                while done < 10 {
                    match store.transaction(|tx| Box::pin(add_one(tx, id))).await {
                        Ok(()) => done += 1,
                        // Eight times in a row: it says so, and the caller decides.
                        Err(Error::Collision { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(stores[0].get::<Shop>(&id).await.unwrap().unwrap().delay, Some(40));
}

#[cfg(feature = "postgres")]
mod on_postgres {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::Barrier;

    use super::*;

    /// Both read, then both write: the second one sees that it was too late, and begins anew.
    async fn a_write_of_what_somebody_else_wrote_is_repeated(house: &House) {
        let (stores, id) = made(house, 2).await;
        let (meet, tries) = (Arc::new(Barrier::new(2)), AtomicU32::new(0));
        let work = |store: &Store| {
            let (store, mut meet, tries) = (store.clone(), Some(Arc::clone(&meet)), &tries);
            async move {
                store
                    .transaction(move |tx| {
                        let meet = meet.take();
                        tries.fetch_add(1, Ordering::SeqCst);
                        Box::pin(async move {
                            let known = tx.get::<Shop>(&id).await?.unwrap().delay.unwrap();
                            if let Some(meet) = meet {
                                meet.wait().await;
                            }
                            set(tx, id, known + 1).await
                        })
                    })
                    .await
                    .unwrap();
            }
        };
        tokio::join!(work(&stores[0]), work(&stores[1]));
        assert_eq!(stores[0].get::<Shop>(&id).await.unwrap().unwrap().delay, Some(2));
        assert_eq!(tries.load(Ordering::SeqCst), 3, "40001");
    }

    /// Each holds what the other one wants.
    async fn a_deadlock_is_repeated(house: &House) {
        let (stores, a) = made(house, 2).await;
        let b = stores[0].put(Shop { delay: Some(0), ..shop("other") }).await.unwrap().id();
        let (meet, tries) = (Arc::new(Barrier::new(2)), AtomicU32::new(0));
        let work = |store: &Store, first: BackendId<Shop>, second: BackendId<Shop>| {
            let (store, mut meet, tries) = (store.clone(), Some(Arc::clone(&meet)), &tries);
            async move {
                store
                    .transaction(move |tx| {
                        let meet = meet.take();
                        tries.fetch_add(1, Ordering::SeqCst);
                        Box::pin(async move {
                            add_one(tx, first).await?;
                            if let Some(meet) = meet {
                                meet.wait().await;
                            }
                            add_one(tx, second).await
                        })
                    })
                    .await
                    .unwrap();
            }
        };
        tokio::join!(work(&stores[0], a, b), work(&stores[1], b, a));
        for id in [a, b] {
            assert_eq!(stores[0].get::<Shop>(&id).await.unwrap().unwrap().delay, Some(2));
        }
        assert!(tries.load(Ordering::SeqCst) > 2, "40P01");
    }

    /// Somebody else is faster each time.
    async fn it_is_not_repeated_for_ever(house: &House) {
        let (stores, id) = made(house, 2).await;
        let (other, tries) = (&stores[1], &AtomicU32::new(0));
        let result = stores[0]
            .transaction(|tx| {
                Box::pin(async move {
                    let before = tries.fetch_add(1, Ordering::SeqCst);
                    tx.get::<Shop>(&id).await?;
                    other.update(&id, &Changes::<Shop>::new().set("delay", &Some(i64::from(before)))?).await?;
                    set(tx, id, -1).await
                })
            })
            .await;
        assert!(matches!(result, Err(Error::Collision { .. })), "{result:?}");
        assert_eq!(tries.load(Ordering::SeqCst), 8);
        assert_eq!(other.get::<Shop>(&id).await.unwrap().unwrap().delay, Some(7), "nothing of the loser's is kept");
    }

    #[test]
    fn a_write_of_what_somebody_else_wrote() {
        House::postgres("").run(|house| Box::pin(a_write_of_what_somebody_else_wrote_is_repeated(house)));
    }

    #[test]
    fn a_deadlock() {
        House::postgres("").run(|house| Box::pin(a_deadlock_is_repeated(house)));
    }

    #[test]
    fn not_for_ever() {
        House::postgres("").run(|house| Box::pin(it_is_not_repeated_for_ever(house)));
    }
}

/// SQLite says "busy" to a transaction that has read and then wants to write what somebody else wrote: the application's own
/// statements can be such. It is begun anew.
#[cfg(feature = "sqlite")]
async fn busy_is_repeated_and_bounded(house: &House) {
    use std::sync::atomic::{AtomicU32, Ordering};
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    let path = &url.trim_start_matches("sqlite:").to_owned();
    for (busy, expected) in [(3, 4), (u32::MAX, 8)] {
        let tries = &AtomicU32::new(0);
        let result = store
            .transaction(|_| {
                Box::pin(async move {
                    if tries.fetch_add(1, Ordering::SeqCst) < busy {
                        // Another connection, which does not wait: the store's own transaction holds the lock.
                        let other = rusqlite::Connection::open(path)?;
                        other.busy_timeout(std::time::Duration::ZERO)?;
                        other.execute_batch("BEGIN IMMEDIATE")?;
                    }
                    Ok(())
                })
            })
            .await;
        assert_eq!(tries.load(Ordering::SeqCst), expected);
        match result {
            Ok(()) => assert_eq!(busy, 3),
            Err(error @ Error::Busy { .. }) => {
                assert_eq!(busy, u32::MAX);
                assert!(error.to_string().contains("another transaction holds"), "{error}");
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// Who waits for another process is told after those 30 seconds, not after eight times as long. The clock is the runtime's,
/// which goes on by itself.
#[cfg(feature = "sqlite")]
#[test]
fn who_waits_in_vain_does_so_once() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let store = crate::support::connect(&path).await;
        store.migrate(&SHOP).await.unwrap();
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let start = tokio::time::Instant::now();
        let error = store.put(crate::support::category("a")).await.unwrap_err();
        assert!(matches!(error, Error::Busy { seconds: 30, .. }), "{error}");
        let waited = start.elapsed().as_secs();
        assert!((30..60).contains(&waited), "{waited} seconds of the runtime's");
        other.execute_batch("ROLLBACK").unwrap();
        store.put(crate::support::category("a")).await.unwrap();
    });
}

crate::support::on_both! {
    what_is_read_and_written_at_once_is_added_up,
}
crate::support::on_sqlite! {
    busy_is_repeated_and_bounded,
}
