//! A process that is killed leaves whole pairs of records and bindings, and the next one goes on.
//!
//! `CONNECTOR_TEST_KILLS` says how often one is killed in a bulk put (5), and lets the test say what it found:
//! `CONNECTOR_TEST_KILLS=200 cargo test --release --all-features -p connector-store --test all kill::bulk -- --nocapture`.

use std::io::{BufRead, BufReader, Lines, Write};
use std::process::ChildStderr;
use std::time::{Duration, Instant};

use connector_store::Store;

use crate::support::{Category, House, SHOP, Shop, ShopCategory, category, child, number, shop, shop_category};

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

/// How many rows go into one bulk put: more than one statement takes on PostgreSQL, and then half of the next one.
const BULK: u64 = 1_500;

/// Puts records and their bindings in bulk, after what is there, and says when it begins and when all of it is committed.
async fn put_in_bulk(url: &str, times: usize) {
    let store = Store::connect(url).await.unwrap();
    let shop = store.by_name::<Shop>("main").await.unwrap().id();
    let mut first = store.count::<ShopCategory>().await.unwrap();
    for _ in 0..times {
        say("begin\n");
        let names: Vec<String> = (first..first + BULK).map(|n| n.to_string()).collect();
        let names = &names;
        store
            .transaction(|tx| {
                Box::pin(async move {
                    let records: Vec<Category> = names.iter().map(|name| category(name)).collect();
                    let records = tx.put_many(&records).await?;
                    let mut bindings = Vec::with_capacity(records.len());
                    for (name, record) in names.iter().zip(records) {
                        bindings.push(shop_category(&record.into_id()?, shop, Some(name)));
                    }
                    for outcome in tx.put_many(&bindings).await? {
                        outcome.into_id()?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        first += BULK;
        say(&format!("kept {first}\n"));
    }
}

/// Bindings beyond one for each ID with its own record.
const DOUBLED: &str = "SELECT (SELECT count(*) FROM shop_category) - (SELECT count(DISTINCT c.name) FROM category c \
    JOIN shop_category b ON b.record_id = c.id AND b.external_id = c.name)";
/// Records without a binding, and rows beyond whole puts.
const HALF: &str = "SELECT abs((SELECT count(*) FROM category) - (SELECT count(*) FROM shop_category)) \
    + (SELECT count(*) FROM shop_category) % 1500";

/// Reads what a child says until it begins a put.
fn until_it_begins(said: &mut Lines<BufReader<ChildStderr>>) {
    for line in said {
        if line.unwrap() == "begin" {
            return;
        }
    }
    panic!("it ended by itself");
}

async fn a_killed_bulk_put_is_kept_whole_or_not_at_all(house: &House) {
    if let Some(url) = child::role() {
        return put_in_bulk(&url, usize::MAX).await;
    }
    let url = house.address().await;
    let store = Store::connect(&url).await.unwrap();
    store.migrate(&SHOP).await.unwrap();
    store.put(shop("main")).await.unwrap();
    let kills: u64 = std::env::var("CONNECTOR_TEST_KILLS").map_or(5, |kills| kills.parse().unwrap());
    let mut moments = Moments(0x2545_f491_4f6c_dd1d ^ u64::from(std::process::id()));
    let (mut inside, mut lost, mut doubled, mut half) = (0, 0, 0, 0);
    let mut kept = 0;
    for _ in 0..kills {
        let mut killed = child::command(house.test, &url).spawn().unwrap();
        let mut said = BufReader::new(killed.stderr.take().unwrap()).lines();
        // How long the first one takes: the moments are spread over the second one.
        until_it_begins(&mut said);
        let start = Instant::now();
        until_it_begins(&mut said);
        let span = start.elapsed();
        kept += BULK;
        // This is the moment itself: nothing is waited for.
        std::thread::sleep(Duration::from_nanos(moments.next(u64::try_from(span.as_nanos()).unwrap())));
        killed.kill().unwrap();
        killed.wait().unwrap();
        let mut began = true;
        for line in said {
            let line = line.unwrap();
            began = line == "begin";
            kept = line.strip_prefix("kept ").map_or(kept, |count| count.parse().unwrap());
        }
        inside += u64::from(began);
        // The server ends what its client began: takes it back, or finishes a commit that it was told.
        let busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
            AND state <> 'idle' AND backend_type = 'client backend'";
        while number(&store, house.either("SELECT 0", busy)).await > 0 {}
        let all = store.count::<ShopCategory>().await.unwrap();
        lost += i64::try_from(kept.saturating_sub(all)).unwrap();
        doubled += number(&store, DOUBLED).await;
        half += number(&store, HALF).await;
        kept = all;
    }
    if std::env::var_os("CONNECTOR_TEST_KILLS").is_some() {
        println!(
            "{}: {kills} kills, {inside} inside of a put, {kept} rows: {lost} lost, {doubled} doubled, {half} half-written",
            house.test
        );
    }
    assert_eq!((lost, doubled, half), (0, 0, 0), "lost, doubled, half-written");
    assert!(inside > 0, "some were killed inside of a put");
    put_in_bulk(&url, 1).await;
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

crate::support::on_both! {
    a_killed_bulk_put_is_kept_whole_or_not_at_all,
    a_killed_process_leaves_whole_batches,
}
