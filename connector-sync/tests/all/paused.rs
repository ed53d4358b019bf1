//! Nothing is exchanged with the system of a paused backend.

use crate::fixtures::*;
use connector_store::{Error, Pause, Store};
use connector_sync::{Cause, WorkError};

/// Why it was refused, and when.
fn pause(error: WorkError) -> (Pause, String) {
    let WorkError { during, cause: Cause::Store(Error::Paused { model: "shop.backend", pause, .. }), .. } = error else {
        panic!("{error}")
    };
    (pause, during)
}

#[tokio::test]
async fn no_import_begins() {
    let house = House::new(products(1..=3), Vec::new()).await;
    house.store.pause(house.shop.id()).await.unwrap();
    let work = house.work();
    let before = (Pause::Told, "before it began".to_owned());
    let error = work.import_changed::<ShopProduct>().await.unwrap_err();
    assert!(error.to_string().ends_with("is paused: somebody paused it; `store.resume(id)` ends that"), "{error}");
    assert_eq!(pause(error), before);
    assert_eq!(pause(work.import::<ShopProduct>(&"p1".to_owned()).await.unwrap_err()), before);
    let error = work.client().await.err().unwrap();
    assert!(!error.is_retryable() && error.to_string().contains("is paused"), "{error}");
    assert!(house.products.calls().is_empty(), "the remote was not asked");
    assert_eq!(house.kept().await, (0, 0));

    // The same piece of work goes on once it is resumed.
    house.store.resume(house.shop.id()).await.unwrap();
    work.import_changed::<ShopProduct>().await.unwrap();
    assert_eq!(house.kept().await, (3, 3));
}

#[tokio::test]
async fn a_pause_in_the_middle_keeps_what_is_written() {
    let house = House::new(products(1..=6), Vec::new()).await;
    let (store, shop) = (house.store.clone(), house.shop.id());
    let mut pages = 0;
    house.products.fault(move |call| {
        pages += u32::from(matches!(call, Call::Changed { .. }));
        if pages == 3 {
            // While the third page is read.
            let store = store.clone();
            std::thread::spawn(move || {
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(store.pause(shop))
            })
            .join()
            .unwrap()
            .unwrap();
        }
        Ok(())
    });
    let error = house.work().import_changed::<ShopProduct>().page_size(2).await.unwrap_err();
    assert_eq!(product_counts(&error.report), [4, 0, 0, 0, 0]);
    assert_eq!(pause(error), (Pause::Told, "while writing".to_owned()));
    assert_eq!(house.kept().await, (4, 4));
    house.store.resume(shop).await.unwrap();
    house.products.heal();
    house.import::<ShopProduct>().await;
    assert_eq!(house.kept().await, (6, 6));
}

#[tokio::test]
async fn a_copy_of_the_database_imports_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("shop.db").display());
    let production = Store::connect_with(&url, connector_store::ConnectOptions::new().installation("production")).await.unwrap();
    production.migrate(&SHOP).await.unwrap();
    let shop = put_shop(&production).await;
    let house = House::new(products(1..=3), Vec::new()).await;
    for (process, imports) in [(Some("staging"), false), (None, false), (Some("production"), true)] {
        let store = Store::connect_with(&url, connector_store::ConnectOptions::new().installation(process)).await.unwrap();
        let result = house.registry.work_on(&store, &shop).import_changed::<ShopProduct>().await;
        match result {
            Ok(_) => assert!(imports, "{process:?}"),
            Err(error) => {
                assert!(!imports && matches!(pause(error).0, Pause::OtherInstallation { .. }), "{process:?}");
                assert!(house.products.calls().is_empty());
            }
        }
    }
}
