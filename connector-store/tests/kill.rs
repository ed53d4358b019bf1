//! A process that is killed leaves whole pairs of records and bindings, and the next one goes on.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use std::io::{BufRead, BufReader, Write};

use connector_store::Store;

use support::{Category, House, SHOP, Shop, ShopCategory, category, child, number, shop, shop_category};

const BATCH: usize = 50;

/// Puts batches after what is there, a record and its binding each, and says how far it is: after each record, and after
/// each commit.
async fn put_batches(url: &str, batches: usize) {
    let store = Store::connect(url).await.unwrap();
    let shop = store.by_name::<Shop>("main").await.unwrap().id();
    for _ in 0..batches {
        let first = usize::try_from(store.count::<ShopCategory>().await.unwrap()).unwrap();
        store
            .transaction(|tx| {
                Box::pin(async move {
                    for n in first..first + BATCH {
                        let record = tx.put(category(&n.to_string())).await?.id();
                        say(&format!("put {n}\n"));
                        tx.put(shop_category(&record, shop, Some(&n.to_string()))).await?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        say(&format!("kept {}\n", first + BATCH));
    }
}

/// In one piece, so that a killed process says whole lines.
fn say(line: &str) {
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Whole batches of whole pairs, and at least `kept` of them.
async fn check(house: &House, url: &str, kept: u64) {
    let store = Store::connect(url).await.unwrap();
    let bindings = store.count::<ShopCategory>().await.unwrap();
    assert!(bindings >= kept, "{kept} were committed, and {bindings} are there");
    assert_eq!(bindings % BATCH as u64, 0, "no half batch");
    assert_eq!(store.count::<Category>().await.unwrap(), bindings);
    let pairs = "SELECT count(*) FROM category c JOIN shop_category b ON b.record_id = c.id AND b.external_id = c.name";
    assert_eq!(number(&store, pairs).await, i64::try_from(bindings).unwrap());
    let nothing = "SELECT 0::bigint";
    assert_eq!(number(&store, house.either("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", nothing)).await, 0);
    assert_eq!(number(&store, house.either("SELECT count(*) FROM pragma_foreign_key_check", nothing)).await, 0);
}

async fn a_killed_process_leaves_whole_batches(house: &House) {
    if let Some(url) = child::role() {
        return put_batches(&url, usize::MAX).await;
    }
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    store.put(shop("main")).await.unwrap();
    drop(store);
    let mut moments = Moments(0x9e37_79b9_7f4a_7c15 ^ u64::from(std::process::id()));
    let (mut kept, mut inside) = (0, 0);
    for _ in 0..20 {
        // Killed when so much was said: in most cases in the middle of a batch. What it said until it was dead counts, too.
        let moment = moments.next(4 * BATCH as u64);
        let mut killed = child::command(house.test, &url).spawn().unwrap();
        let mut last = String::new();
        for (place, line) in BufReader::new(killed.stderr.take().unwrap()).lines().enumerate() {
            last = line.unwrap();
            if let Some(count) = last.strip_prefix("kept ") {
                kept = count.parse().unwrap();
            }
            if place as u64 == moment {
                killed.kill().unwrap();
            }
        }
        assert!(!killed.wait().unwrap().success(), "it ran until it was killed: {last}");
        inside += u32::from(last.starts_with("put "));
        check(house, &url, kept).await;
    }
    assert!(inside > 0, "some were killed inside of a transaction");

    let store = Store::connect(&url).await.unwrap();
    let before = store.count::<Category>().await.unwrap();
    put_batches(&url, 2).await;
    assert_eq!(store.count::<Category>().await.unwrap(), before + 2 * BATCH as u64);
    let shop = store.by_name::<Shop>("main").await.unwrap().id();
    let first = store.binder::<ShopCategory>(shop).to_record(&"0".to_owned()).await.unwrap().unwrap();
    assert_eq!(store.get::<Category>(&first).await.unwrap().unwrap().name, "0");
    check(house, &url, kept).await;
}

/// Random moments (xorshift).
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

support::on_both! {
    a_killed_process_leaves_whole_batches,
}
