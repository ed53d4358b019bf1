//! The remote's errors, the transactions that are not open while it is asked, and several runs at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::fixtures::*;
use connector_sync::{Cause, Progress, Registry, RemoteError, RemoteErrorKind};
use tokio::time::Instant;

/// Fails so many calls, then no more.
fn first(count: u32, error: &RemoteError) -> (Arc<AtomicU32>, impl FnMut(&Call) -> Result<(), RemoteError> + Send + 'static) {
    let (calls, error) = (Arc::new(AtomicU32::new(0)), error.clone());
    let counter = calls.clone();
    (calls, move |_| if counter.fetch_add(1, Ordering::SeqCst) < count { Err(error.clone()) } else { Ok(()) })
}

#[tokio::test(start_paused = true)]
async fn what_may_go_away_is_asked_again() {
    for error in [RemoteError::network("refused"), RemoteError::from_status(503, "busy"), RemoteError::from_status(429, "slowly")] {
        let house = House::new(products(1..=3), Vec::new()).await;
        let (calls, fault) = first(4, &error);
        house.products.fault(fault);
        let (start, mut pauses) = (Instant::now(), Vec::new());
        let work = house.work();
        let import = work.import_changed::<ShopProduct>().progress(|event| {
            if let Progress::Waiting { pause, .. } = event {
                pauses.push(*pause);
            }
        });
        let report = import.await.unwrap();
        assert_eq!(product_counts(&report), [3, 0, 0, 0, 0]);
        assert_eq!(calls.load(Ordering::SeqCst), 5);
        assert_eq!(pauses.len(), 4);
        assert!(pauses.is_sorted() && pauses[0] >= Duration::from_millis(200), "{pauses:?}");
        assert!(start.elapsed() >= pauses.iter().sum());
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_go_away_stops_the_import() {
    let house = House::new(products(1..=3), Vec::new()).await;
    let (calls, fault) = first(u32::MAX, &RemoteError::from_status(500, "broken"));
    house.products.fault(fault);
    let work = house.work();
    let error = work.import_changed::<ShopProduct>().await.unwrap_err();
    assert_eq!(calls.load(Ordering::SeqCst), 5);
    let expected = "shop.product of shop.backend \"main\" stopped while reading page 1: it is not available now: HTTP 500: broken";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_the_remote_asks_for_is_kept() {
    let house = House::new(products(1..=3), Vec::new()).await;
    let busy = RemoteError::from_status(503, "busy").retry_after(Some(Duration::from_secs(90)));
    house.products.fault(first(1, &busy).1);
    let start = Instant::now();
    house.import::<ShopProduct>().await;
    assert!(start.elapsed() >= Duration::from_secs(90));

    // A day is not waited for: the next run comes before.
    let busy = busy.retry_after(Some(Duration::from_hours(24)));
    let (calls, fault) = first(1, &busy);
    house.products.fault(fault);
    let (start, work) = (Instant::now(), house.work());
    assert!(work.import_changed::<ShopProduct>().await.is_err());
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    assert!(start.elapsed() < Duration::from_mins(1));
}

#[tokio::test]
async fn what_is_permanent_is_not_asked_again() {
    for error in [RemoteError::from_status(401, "who?"), RemoteError::permanent("no"), RemoteError::invalid_data("{")] {
        let house = House::new(products(1..=3), Vec::new()).await;
        let (calls, fault) = first(1, &error);
        house.products.fault(fault);
        let work = house.work();
        let stopped = work.import_changed::<ShopProduct>().await.unwrap_err();
        assert_eq!(calls.load(Ordering::SeqCst), 1);
        assert!(matches!(&stopped.cause, Cause::Remote(cause) if *cause == error));
    }
}

#[tokio::test]
async fn the_error_names_where_and_carries_what_was_done() {
    let house = House::new(products(1..=20), Vec::new()).await;
    house.products.fault(|call| match call {
        Call::Changed { page: 3, .. } => Err(RemoteError::new(RemoteErrorKind::Unauthorized, "the token was revoked")),
        _ => Ok(()),
    });
    let work = house.work();
    let error = work.import_changed::<ShopProduct>().page_size(5).await.unwrap_err();
    assert_eq!((error.backend_model, error.backend.as_str(), error.model), ("shop.backend", "main", "shop.product"));
    assert_eq!(
        error.to_string(),
        "shop.product of shop.backend \"main\" stopped while reading page 3: it does not let us in: check the credentials: the token was revoked"
    );
    assert_eq!(product_counts(&error.report), [10, 0, 0, 0, 0]);
    assert_eq!(house.kept().await, (10, 10));
}

#[tokio::test]
async fn a_binding_that_is_not_registered() {
    let house = House::new(Vec::new(), Vec::new()).await;
    let registry = Registry::<Shop>::builder().build().unwrap();
    let work = registry.work_on(&house.store, &house.shop);
    let error = work.import_changed::<ShopProduct>().await.unwrap_err();
    assert!(matches!(error.cause, Cause::Unregistered));
    assert!(error.to_string().contains("the registry has no adapter for it"), "{error}");
}

#[tokio::test]
async fn no_transaction_is_open_while_the_remote_is_asked() {
    let house = House::new(products(1..=20), (1..=20).map(|id| category(id, None)).collect()).await;
    for place in 0..20 {
        house.products.change(place, |product| product.category = Some(product.entity));
    }
    house.products.script().ids_only = true;
    // A second connection to the file, and the very store.
    for (runs, store) in [(1, connect(&house.directory).await), (2, house.store.clone())] {
        store.migrate(&SHOP).await.unwrap();
        for script in [&mut house.products.script().writes_to, &mut house.categories.script().writes_to] {
            *script = Some(store.clone());
        }
        let work = house.work();
        let import = work.import_changed::<ShopProduct>().everything().page_size(6);
        let report = tokio::time::timeout(Duration::from_secs(30), import).await.unwrap().unwrap();
        assert_eq!(product_counts(&report), if runs == 1 { [20, 0, 0, 0, 0] } else { [0, 0, 20, 0, 0] });
    }
    assert!(house.store.all::<Tag>().await.unwrap().iter().filter(|tag| tag.name == "asked").count() >= 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_runs_of_one_window_at_once() {
    for page in [1, 7, 50] {
        let house = House::new(products(1..=200), Vec::new()).await;
        let mut all = products(1..=200);
        for product in &mut all {
            product.category = Some(product.entity % 10);
        }
        house.products.set(all);
        house.categories.set((0..10).map(|id| category(id, None)).collect());
        let house = Arc::new(house);
        let barrier = Arc::new(tokio::sync::Barrier::new(2));
        let runs: Vec<_> = (0..2)
            .map(|_| {
                let (house, barrier) = (house.clone(), barrier.clone());
                tokio::spawn(async move {
                    let store = connect(&house.directory).await;
                    let shop = put_shop(&store).await;
                    let work = house.registry.work_on(&store, &shop);
                    barrier.wait().await;
                    work.import_changed::<ShopProduct>().page_size(page).await.unwrap()
                })
            })
            .collect();
        let (mut created, mut failed) = (0, 0);
        for run in runs {
            let report = run.await.unwrap();
            created += product_counts(&report)[0];
            failed += report.failed();
        }
        assert_eq!((created, failed), (200, 0));
        assert_eq!(house.kept().await, (200, 200));
        assert_eq!(house.store.count::<Category>().await.unwrap(), 10);
        assert_eq!(house.store.count::<ShopCategory>().await.unwrap(), 10);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_can_be_spawned() {
    let house = House::new(products(1..=5), Vec::new()).await;
    let report = tokio::spawn(async move { house.import::<ShopProduct>().await }).await.unwrap();
    assert_eq!(product_counts(&report), [5, 0, 0, 0, 0]);
}
