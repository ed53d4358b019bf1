//! Several real processes on one database.
//!
//! `CONNECTOR_TEST_PROCESSES` (4) and `CONNECTOR_TEST_IDS` (1,000) say how many import how much at once; with either of them
//! set, the test says how long it took: `CONNECTOR_TEST_PROCESSES=16 CONNECTOR_TEST_IDS=10000 cargo test --release
//! --all-features -p connector-store --test all processes::many_processes -- --nocapture`.

use std::time::Instant;

use connector_store::Store;

use crate::support::{Category, House, SHOP, Shop, ShopCategory, category, child, number, shop, shop_category};

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

/// How many of them, unless the environment says it.
fn count(variable: &str, default: usize) -> usize {
    std::env::var(variable).map_or(default, |count| count.parse().unwrap())
}

/// Each imports the same external IDs with their records, a page at a time as an importer does: what is not known is put, all in
/// one transaction. Half of them go from the last page to the first.
async fn many_processes_import_the_same_once(house: &House) {
    let ids = count("CONNECTOR_TEST_IDS", 1_000);
    if let Some(url) = child::role() {
        wait();
        return eprintln!("{}", import_pages(&url, ids).await);
    }
    let processes = count("CONNECTOR_TEST_PROCESSES", 4);
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    store.put(shop("main")).await.unwrap();
    let start = Instant::now();
    let created = child::at_once(house.test, &url, processes);
    if ["CONNECTOR_TEST_PROCESSES", "CONNECTOR_TEST_IDS"].into_iter().any(|variable| std::env::var_os(variable).is_some()) {
        println!("{}: {processes} processes, {ids} IDs: {:.1} s, created {created:?}", house.test, start.elapsed().as_secs_f64());
    }
    assert_eq!(created.iter().map(|created| created.parse::<usize>().unwrap()).sum::<usize>(), ids, "{created:?}");
    assert_eq!(store.count::<Category>().await.unwrap(), ids as u64);
    assert_eq!(store.count::<ShopCategory>().await.unwrap(), ids as u64);
    // Each ID with the record that was made for it, and each once.
    let right = "SELECT count(DISTINCT c.id) FROM category c JOIN shop_category b ON b.record_id = c.id AND b.external_id = c.name";
    assert_eq!(number(&store, right).await, i64::try_from(ids).unwrap());
}

/// Gives how many it created.
async fn import_pages(url: &str, ids: usize) -> usize {
    let store = Store::connect(url).await.unwrap();
    let shop = store.by_name::<Shop>("main").await.unwrap().id();
    let ids: Vec<String> = (0..ids).map(|n| format!("{n:06}")).collect();
    let mut pages: Vec<&[String]> = ids.chunks(100).collect();
    if std::process::id().is_multiple_of(2) {
        pages.reverse();
    }
    let mut created = 0;
    for page in pages {
        created += store
            .transaction(|tx| {
                Box::pin(async move {
                    let known = tx.binder::<ShopCategory>(shop).to_record_many(page).await?;
                    let new: Vec<&String> = page.iter().zip(known).filter(|(_, known)| known.is_none()).map(|(id, _)| id).collect();
                    let records: Vec<Category> = new.iter().map(|id| category(id)).collect();
                    let records = tx.put_many(&records).await?;
                    let mut bindings = Vec::with_capacity(new.len());
                    for (id, record) in new.iter().zip(records) {
                        bindings.push(shop_category(&record.into_id()?, shop, Some(id)));
                    }
                    for outcome in tx.put_many(&bindings).await? {
                        outcome.into_id()?;
                    }
                    Ok(bindings.len())
                })
            })
            .await
            .unwrap();
    }
    created
}

crate::support::on_both! {
    many_processes_import_the_same_once,
    processes_that_start_at_once_migrate_once,
    two_processes_import_the_same_once,
}
