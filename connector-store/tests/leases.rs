//! One holder of a key at a time, in all processes; and who comes late writes nothing.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::Child;
use std::time::Duration;

use connector_store::{Error, Lease, Store};

use support::{Category, House, ShopCategory, category, child, number, script, shop_category};

const HOUR: Duration = Duration::from_hours(1);

async fn taken(store: &Store, key: &str) -> Lease {
    store.lease(key, HOUR).await.unwrap().unwrap()
}

/// As if the time of a lease were over.
async fn expire(store: &Store, key: &str) {
    script(store, &format!("UPDATE connector_lease SET until = (SELECT min(since) FROM connector_installation) WHERE key = '{key}'")).await;
}

/// Writes something as the holder of a lease.
async fn write_as(store: &Store, lease: &Lease) -> Result<(), Error> {
    store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("written")).await?;
                tx.hold(lease).await
            })
        })
        .await
}

async fn one_at_a_time(house: &House) {
    let store = house.store().await;
    let first = taken(&store, "a").await;
    assert!(store.lease("a", HOUR).await.unwrap().is_none());
    let other = taken(&store, "A").await;
    assert_eq!((first.key(), other.key()), ("a", "A"));
    write_as(&store, &first).await.unwrap();
    first.renew().await.unwrap();
    let fence = first.fence();
    first.release().await.unwrap();
    let second = taken(&store, "a").await;
    assert!(second.fence() > fence, "{} after {fence}", second.fence());
    assert!(store.lease("a", HOUR).await.unwrap().is_none());
}

async fn who_comes_late_writes_nothing(house: &House) {
    let store = house.store().await;
    let late = taken(&store, "a").await;
    expire(&store, "a").await;
    // Nobody took it yet: it excludes everybody all the same.
    write_as(&store, &late).await.unwrap();
    late.renew().await.unwrap();
    assert!(store.lease("a", HOUR).await.unwrap().is_none(), "held on");
    expire(&store, "a").await;
    let next = taken(&store, "a").await;
    assert!(next.fence() > late.fence());
    let written = store.count::<Category>().await.unwrap();
    for error in [write_as(&store, &late).await.unwrap_err(), late.renew().await.unwrap_err()] {
        assert!(matches!(&error, Error::LeaseLost { key, fence } if key == "a" && *fence == late.fence()), "{error}");
    }
    assert_eq!(store.count::<Category>().await.unwrap(), written, "nothing of it is kept");
    // It cannot give up what is another's.
    late.release().await.unwrap();
    write_as(&store, &next).await.unwrap();
    next.release().await.unwrap();

    // Those whose row is gone.
    let late = taken(&store, "a").await;
    script(&store, "DELETE FROM connector_lease").await;
    assert!(matches!(write_as(&store, &late).await, Err(Error::LeaseLost { .. })));
}

/// From `hold` on, nobody takes it until the transaction has ended.
async fn a_held_lease_is_not_taken_before_the_commit(house: &House) {
    let url = house.address().await;
    let (store, other) = (Store::connect(&url).await.unwrap(), Store::connect(&url).await.unwrap());
    store.migrate(&support::SHOP).await.unwrap();
    let lease = taken(&store, "a").await;
    expire(&store, "a").await;
    let (held, mut is_held) = tokio::sync::mpsc::channel(1);
    let taker = tokio::spawn(async move {
        is_held.recv().await.unwrap();
        let lease = taken(&other, "a").await;
        // What the holder wrote is there: it came first.
        (lease.fence(), other.count::<Category>().await.unwrap())
    });
    let waits = house.either("SELECT 1", "SELECT count(*)::bigint FROM pg_locks WHERE NOT granted");
    let (watch, lease, held) = (&Store::connect(&url).await.unwrap(), &lease, &held);
    store
        .transaction(|tx| {
            Box::pin(async move {
                tx.hold(lease).await?;
                tx.put(category("written")).await?;
                let _ = held.try_send(());
                // On SQLite nobody else writes anyway.
                while house.either(false, true) && number(watch, waits).await == 0 {
                    tokio::task::yield_now().await;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    let (fence, written) = taker.await.unwrap();
    assert!(fence > lease.fence());
    assert_eq!(written, 1);
    assert!(matches!(write_as(&store, lease).await, Err(Error::LeaseLost { .. })));
}

async fn of_a_binding(house: &House) {
    let (store, shop) = house.with_shop().await;
    let record = store.put(category("a")).await.unwrap().id();
    let binding = store.put(shop_category(&record, shop, Some("1"))).await.unwrap().id();
    let lease = store.lease_binding::<ShopCategory>(binding, HOUR).await.unwrap().unwrap();
    assert_eq!(lease.key(), format!("shop.category {binding}"));
    assert!(store.lease_binding::<ShopCategory>(binding, HOUR).await.unwrap().is_none());
    // It is the task's that has it, wherever that runs.
    tokio::spawn(async move { lease.release().await }).await.unwrap().unwrap();
    assert!(store.lease_binding::<ShopCategory>(binding, HOUR).await.unwrap().is_some());
}

async fn by_the_clock_of_the_database(house: &House) {
    let store = house.store().await;
    let lease = taken(&store, "a").await;
    let left = house.either(
        "SELECT (until - unixepoch('subsec') * 1e6) / 1e6 FROM connector_lease",
        "SELECT extract(epoch FROM until - clock_timestamp())::bigint FROM connector_lease",
    );
    let left = left.replacen("SELECT (", "SELECT CAST((", 1).replace("/ 1e6 FROM", "/ 1e6 AS INTEGER) FROM");
    assert!((3_500..=3_600).contains(&number(&store, &left).await));
    expire(&store, "a").await;
    assert!(number(&store, &left).await <= 0);
    lease.renew().await.unwrap();
    assert!((3_500..=3_600).contains(&number(&store, &left).await));
}

async fn what_nobody_asks_for_is_removed(house: &House) {
    let store = house.store().await;
    for key in ["dead", "late"] {
        drop(taken(&store, key).await);
    }
    let old = |hours: u32| house.either(format!("until - ({hours} * 3600 * 1000000)"), format!("until - interval '{hours} hours'"));
    script(&store, &format!("UPDATE connector_lease SET until = {} WHERE key = 'dead'", old(26))).await;
    script(&store, &format!("UPDATE connector_lease SET until = {} WHERE key = 'late'", old(2))).await;
    let mut last = 0;
    for _ in 0..40 {
        let lease = taken(&store, "a").await;
        assert!(lease.fence() > last);
        last = lease.fence();
        lease.release().await.unwrap();
    }
    assert_eq!(number(&store, "SELECT count(*) FROM connector_lease WHERE key = 'dead'").await, 0);
    assert_eq!(number(&store, "SELECT count(*) FROM connector_lease").await, 1, "only what expired long ago");
    // The fence goes on, also where no row is left.
    script(&store, "DELETE FROM connector_lease").await;
    assert!(taken(&store, "dead").await.fence() > last);
}

async fn what_cannot_be_leased(house: &House) {
    let store = house.store().await;
    let long = "x".repeat(1_025);
    for key in ["", "a\0b", &long] {
        assert!(matches!(store.lease(key, HOUR).await, Err(Error::BadLease { .. })), "{key:?}");
    }
    for time in [Duration::ZERO, Duration::from_nanos(999), Duration::MAX] {
        assert!(matches!(store.lease("a", time).await, Err(Error::BadLease { .. })), "{time:?}");
    }
    let lease = taken(&store, &"x".repeat(1_024)).await;

    // Not in a transaction, which would hold it back from everybody; not on another store; not before `migrate`.
    let inside = &store;
    let error = store.transaction(|_| Box::pin(async move { inside.lease("a", HOUR).await })).await.unwrap_err();
    assert!(matches!(error, Error::InsideTransaction), "{error}");
    assert!(matches!(write_as(&house.store().await, &lease).await, Err(Error::LeaseLost { .. })));
    let error = house.empty().await.lease("a", HOUR).await.unwrap_err();
    assert!(matches!(&error, Error::Migration(text) if text.contains("connector_lease")), "{error}");
}

/// Takes the key twenty times, does something while it has it, and gives it up.
async fn take_and_give(url: &str) {
    let store = Store::connect(url).await.unwrap();
    let mut left = 20;
    while left > 0 {
        let Some(lease) = store.lease("a", HOUR).await.unwrap() else { continue };
        assert_eq!(store.count::<Category>().await.unwrap(), 0, "nobody else is in here");
        let inside = store.put(category("inside")).await.unwrap().id();
        note_fence(&store, &lease).await;
        store.delete::<Category>(&inside).await.unwrap();
        lease.release().await.unwrap();
        left -= 1;
    }
}

/// Writes down the fence, and whether it is greater than all before.
async fn note_fence(store: &Store, lease: &Lease) {
    let fence = lease.fence();
    store
        .transaction(|tx| {
            Box::pin(async move {
                tx.hold(lease).await?;
                let sql = format!(
                    "INSERT INTO coupon (code, active, percent) SELECT '{fence}', {fence} > coalesce(max(percent), 0), {fence} FROM coupon"
                );
                support::run_script(tx, &sql).await
            })
        })
        .await
        .unwrap();
}

async fn processes_take_turns(house: &House) {
    if let Some(url) = child::role() {
        return take_and_give(&url).await;
    }
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&support::SHOP).await.unwrap();
    let children: Vec<Child> = (0..3).map(|_| child::command(house.test, &url).spawn().unwrap()).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(number(&store, "SELECT count(*) FROM coupon").await, 60);
    assert_eq!(number(&store, "SELECT count(*) FROM coupon WHERE active").await, 60, "fences grow in the order of the holders");
    assert_eq!(number(&store, "SELECT count(*) FROM connector_lease").await, 0);
}

/// Holds the key, and on each line that it is given holds it longer, until it is killed.
async fn hold_on(url: &str) {
    let store = Store::connect(url).await.unwrap();
    let lease = store.lease("a", Duration::from_secs(1)).await.unwrap().unwrap();
    loop {
        std::io::stderr().write_all(format!("{}\n", lease.fence()).as_bytes()).unwrap();
        std::io::stdin().read_line(&mut String::new()).unwrap();
        lease.renew().await.unwrap();
    }
}

async fn a_killed_holder_frees_it_by_the_time(house: &House) {
    if let Some(url) = child::role() {
        return hold_on(&url).await;
    }
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&support::SHOP).await.unwrap();
    let mut holder = child::command(house.test, &url).spawn().unwrap();
    let mut said = BufReader::new(holder.stderr.take().unwrap()).lines();
    let fence: i64 = said.next().unwrap().unwrap().parse().unwrap();
    for _ in 0..3 {
        holder.stdin.as_mut().unwrap().write_all(b"renew\n").unwrap();
        assert_eq!(said.next().unwrap().unwrap(), fence.to_string(), "it renews the same one");
    }
    holder.kill().unwrap();
    holder.wait().unwrap();
    let next = loop {
        if let Some(lease) = store.lease("a", HOUR).await.unwrap() {
            break lease;
        }
        tokio::task::yield_now().await;
    };
    assert!(next.fence() > fence);
    write_as(&store, &next).await.unwrap();
}

support::on_both! {
    one_at_a_time,
    who_comes_late_writes_nothing,
    a_held_lease_is_not_taken_before_the_commit,
    of_a_binding,
    by_the_clock_of_the_database,
    what_nobody_asks_for_is_removed,
    what_cannot_be_leased,
    processes_take_turns,
    a_killed_holder_frees_it_by_the_time,
}
