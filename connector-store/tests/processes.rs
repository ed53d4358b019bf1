//! Several real processes on one database.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use connector_store::Store;

use support::{Category, House, SHOP, Shop, ShopCategory, category, child, shop, shop_category};

/// In a child: waits until the others are there, too.
fn wait() {
    eprintln!("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

async fn processes_that_start_at_once_migrate_once(house: &House) {
    if let Some(url) = child::role() {
        wait();
        let plan = Store::connect(&url).await.unwrap().migrate(&SHOP).await.unwrap();
        return eprintln!("{}", plan.steps().len());
    }
    for _ in 0..3 {
        let mut steps = child::at_once(house.test, &house.address().await, 8);
        steps.sort();
        assert!(steps[..7].iter().all(|steps| steps == "0"), "{steps:?}");
        assert!(steps[7].parse::<usize>().unwrap() > 10, "{steps:?}");
    }
}

/// Each imports the same 1,000 external IDs with their records: looked up, then put, in a transaction for each.
async fn two_processes_import_the_same_once(house: &House) {
    if let Some(url) = child::role() {
        wait();
        return eprintln!("{}", import(&url).await);
    }
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    store.put(shop("main")).await.unwrap();
    let created = child::at_once(house.test, &url, 2);
    assert_eq!(created.iter().map(|created| created.parse::<usize>().unwrap()).sum::<usize>(), 1_000, "{created:?}");
    assert_eq!(store.count::<Category>().await.unwrap(), 1_000);
    assert_eq!(store.count::<ShopCategory>().await.unwrap(), 1_000);
}

/// Gives how many it created.
async fn import(url: &str) -> usize {
    let store = Store::connect(url).await.unwrap();
    let shop = store.by_name::<Shop>("main").await.unwrap().id();
    let mut created = 0;
    for n in 0..1_000 {
        let id = &n.to_string();
        created += store
            .transaction(|tx| {
                Box::pin(async move {
                    if tx.binder::<ShopCategory>(shop).to_record(id).await?.is_some() {
                        return Ok(0);
                    }
                    let record = tx.put(category(id)).await?.id();
                    tx.put(shop_category(&record, shop, Some(id))).await?;
                    Ok(1)
                })
            })
            .await
            .unwrap();
    }
    created
}

support::on_both! {
    processes_that_start_at_once_migrate_once,
    two_processes_import_the_same_once,
}
