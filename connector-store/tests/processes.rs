//! Several real processes on one database file.
#![allow(clippy::unwrap_used, clippy::panic)] // In what the tests share, too.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::Child;

use connector_store::Store;

use support::{Category, SHOP, Shop, ShopCategory, address, category, child, shop, shop_category};

fn run<R>(work: impl Future<Output = R>) -> R {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Starts the children, lets them go at once, and gives what each has said when it has ended.
fn at_once(test: &str, path: &Path, count: usize) -> Vec<String> {
    let mut children: Vec<Child> = (0..count).map(|_| child::command(test, &address(path)).spawn().unwrap()).collect();
    let mut said: Vec<_> = children.iter_mut().map(|child| BufReader::new(child.stderr.take().unwrap())).collect();
    for said in &mut said {
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
    }
    for child in &mut children {
        child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    }
    let mut all = Vec::new();
    for (mut child, mut said) in children.into_iter().zip(said) {
        let mut rest = String::new();
        said.read_to_string(&mut rest).unwrap();
        assert!(child.wait().unwrap().success(), "{rest}");
        all.push(rest.trim().to_owned());
    }
    all
}

/// In a child: waits until the others are there, too.
fn wait() {
    eprintln!("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

#[test]
fn processes_that_start_at_once_migrate_once() {
    if let Some(url) = child::role() {
        wait();
        let plan = run(async { Store::connect(&url).await?.migrate(&SHOP).await }).unwrap();
        return eprintln!("{}", plan.steps().len());
    }
    for _ in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let mut steps = at_once("processes_that_start_at_once_migrate_once", &path, 4);
        steps.sort();
        assert_eq!(steps[..3], ["0", "0", "0"]);
        assert!(steps[3].parse::<usize>().unwrap() > 10, "{steps:?}");
    }
}

/// Each imports the same 1,000 external IDs with their records: looked up, then put, in a transaction for each.
#[test]
fn two_processes_import_the_same_once() {
    if let Some(url) = child::role() {
        wait();
        return eprintln!("{}", run(import(&url)));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    run(async {
        let store = support::connect(&path).await;
        store.migrate(&SHOP).await.unwrap();
        store.put(shop("main")).await.unwrap();
    });
    let created = at_once("two_processes_import_the_same_once", &path, 2);
    assert_eq!(created.iter().map(|created| created.parse::<usize>().unwrap()).sum::<usize>(), 1_000, "{created:?}");
    run(async {
        let store = support::connect(&path).await;
        assert_eq!(store.count::<Category>().await.unwrap(), 1_000);
        assert_eq!(store.count::<ShopCategory>().await.unwrap(), 1_000);
    });
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
