//! What fails: one record, never its neighbours; remembered, tried again, forgotten.

use crate::fixtures::*;
use connector_sync::{RemoteError, Retry};

const CODE: &str = "Two products of one shop have this code.";

#[tokio::test]
async fn a_mapping_error_is_told_remembered_and_forgotten() {
    let mut all = products(1..=3);
    all[1].broken = true;
    let house = House::new(all, Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [2, 0, 0, 0, 1]);
    assert_eq!(report.failed(), 1);
    let expected = ("p2".to_owned(), "the price is no number".to_owned());
    assert_eq!(errors(&report, "shop.product"), [expected]);
    assert_eq!(house.failures::<ShopProduct>().await, [("p2".to_owned(), true, "the price is no number".to_owned())]);
    assert_eq!(house.kept().await, (2, 2));
    // The cursor went on.
    assert_eq!(house.cursor().await, Some(at(3)));
    house.products.calls();

    // Mended on the remote, without another date.
    house.products.change(1, |product| product.broken = false);
    let none = house.import_with::<ShopProduct>(|import| import.retry(Retry::None)).await;
    assert_eq!(product_counts(&none), [0, 0, 1, 0, 0]);
    assert_eq!(house.failures::<ShopProduct>().await.len(), 1);
    let again = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&again), [1, 0, 1, 0, 0]);
    assert_eq!(house.products.calls()[2], Call::Read(vec!["p2".into()]));
    assert!(house.failures::<ShopProduct>().await.is_empty());
    assert_eq!(house.kept().await, (3, 3));
}

#[tokio::test]
async fn due_is_later_each_time_and_all_does_not_wait() {
    let mut all = products(1..=1);
    all[0].broken = true;
    let house = House::new(all, Vec::new()).await;
    house.import::<ShopProduct>().await;
    house.products.set(Vec::new());
    let mut still_broken = product(1);
    still_broken.broken = true;
    // Outside of the window, so that only the retry asks for it.
    still_broken.updated_at = Some(at(-100));
    house.products.set(vec![still_broken]);
    // The first try comes at once; the second one a minute later.
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [0, 0, 0, 0, 1]);
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [0; 5]);
    assert_eq!(product_counts(&house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await), [0, 0, 0, 0, 1]);
    let failures = house.store.failures::<ShopProduct>(house.shop.id()).await.unwrap();
    assert_eq!(failures[0].tries, 3);
    assert!(failures[0].next_try_at > failures[0].failed_at);
}

#[tokio::test]
async fn what_failed_in_the_window_is_not_tried_twice_in_one_run() {
    let mut all = products(1..=1);
    all[0].broken = true;
    let house = House::new(all, Vec::new()).await;
    house.import::<ShopProduct>().await;
    house.products.calls();
    let report = house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await;
    assert_eq!(product_counts(&report), [0, 0, 0, 0, 1]);
    assert_eq!(house.products.calls().len(), 1);
}

#[tokio::test]
async fn what_the_remote_no_longer_has_is_forgotten() {
    let mut all = products(1..=2);
    all[0].broken = true;
    let house = House::new(all, Vec::new()).await;
    house.import::<ShopProduct>().await;
    house.products.set(products(2..=2));
    let report = house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await;
    assert_eq!(product_counts(&report), [0, 0, 1, 1, 0]);
    assert!(report.to_string().contains("the remote does not have it (any more)"), "{report}");
    assert!(house.failures::<ShopProduct>().await.is_empty());
}

#[tokio::test]
async fn an_import_by_id_forgets_the_failure_too() {
    let mut all = products(1..=1);
    all[0].broken = true;
    let house = House::new(all, Vec::new()).await;
    let work = house.work();
    let report = work.import::<ShopProduct>(&"p1".into()).await.unwrap();
    assert_eq!(product_counts(&report), [0, 0, 0, 0, 1]);
    assert_eq!(house.failures::<ShopProduct>().await.len(), 1);
    house.products.change(0, |product| product.broken = false);
    let report = work.import::<ShopProduct>(&"p1".into()).await.unwrap();
    assert_eq!(product_counts(&report), [1, 0, 0, 0, 0]);
    assert!(house.failures::<ShopProduct>().await.is_empty());
}

#[tokio::test]
async fn what_fails_and_succeeds_in_one_run_is_not_remembered() {
    let mut first = product(1);
    first.broken = true;
    let mut later = product(1);
    later.updated_at = Some(at(9));
    let house = House::new(vec![first, later], Vec::new()).await;
    let report = house.import_with::<ShopProduct>(|import| import.page_size(1)).await;
    assert_eq!(product_counts(&report), [1, 0, 0, 0, 0], "{report}");
    assert!(house.failures::<ShopProduct>().await.is_empty());
}

#[tokio::test]
async fn what_is_skipped_now_is_no_failure_any_more() {
    let mut all = products(1..=1);
    all[0].broken = true;
    let house = House::new(all, Vec::new()).await;
    house.import::<ShopProduct>().await;
    house.products.change(0, |product| product.skip = Some("a draft"));
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [0, 0, 0, 1, 0]);
    assert!(house.failures::<ShopProduct>().await.is_empty());
}

#[tokio::test]
async fn without_a_usable_id_there_are_words() {
    let mut all = products(1..=6);
    all[0].id = None;
    all[1].id = Some(String::new());
    all[2].id = Some("a\0b".into());
    all[3].id = Some("x".repeat(513));
    (all[4].id, all[4].entity) = (None, 0);
    let house = House::new(all.clone(), Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [1, 0, 0, 0, 5]);
    let told = errors(&report, "shop.product");
    let references: Vec<&str> = told.iter().map(|(reference, _)| reference.as_str()).collect();
    assert_eq!(references, ["entity 1", "entity 2", "entity 3", "entity 4", "(record 5 of a page)"]);
    assert_eq!(told[0].1, "the product has no ID");
    assert!(told[1].1.contains("is empty") && told[2].1.contains("NUL") && told[3].1.contains("512"), "{told:?}");
    assert!(house.failures::<ShopProduct>().await.iter().all(|(_, has_id, _)| !has_id));
    assert_eq!(house.kept().await, (1, 1));

    // What has an ID now is forgotten under its words.
    for (place, product) in all.iter_mut().enumerate().take(4) {
        product.id = Some(format!("p{}", place + 1));
    }
    all.remove(4);
    house.products.set(all);
    let report = house.import_with::<ShopProduct>(|import| import.everything().retry(Retry::All)).await;
    assert_eq!(product_counts(&report), [4, 0, 1, 0, 0]);
    let left: Vec<String> = house.failures::<ShopProduct>().await.into_iter().map(|(reference, ..)| reference).collect();
    assert_eq!(left, ["(record 5 of a page)"]);
}

#[tokio::test]
async fn two_records_with_one_id_on_one_page() {
    let mut all = products(1..=3);
    all[2].id = Some("p1".into());
    let house = House::new(all, Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [2, 0, 0, 0, 1]);
    let told = errors(&report, "shop.product");
    assert_eq!(told[0].0, "p1");
    assert!(told[0].1.contains("several records with this ID") && told[0].1.contains("entity 3"), "{told:?}");
    assert_eq!(house.product("p1").await.name, "Product 1");
    assert_eq!(house.failures::<ShopProduct>().await.len(), 1);
    assert_eq!(house.kept().await, (2, 2));
}

#[tokio::test]
async fn a_unique_key_stops_one_row_and_leaves_no_record_behind() {
    let mut all = products(1..=50);
    (all[3].code, all[30].code) = (Some("C".into()), Some("C".into()));
    let house = House::new(all, Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [49, 0, 0, 0, 1]);
    let told = errors(&report, "shop.product");
    assert!(told[0].0 == "p31" && told[0].1.contains(CODE), "{told:?}");
    assert_eq!(house.kept().await, (49, 49));

    // The same in an update: nothing of it is written.
    house.products.change(4, |product| (product.code, product.price, product.updated_at) = (Some("C".into()), 7_000, Some(at(60))));
    let report = house.import_with::<ShopProduct>(|import| import.retry(Retry::None)).await;
    assert_eq!(product_counts(&report), [0, 0, 1, 0, 1]);
    assert_eq!(house.product("p5").await.price, 5);
    assert_eq!(house.binding("p5").await.external_updated_at, Some(at(5)));
}

#[tokio::test]
async fn a_value_that_is_too_long_stops_one_row() {
    let mut all = products(1..=10);
    all[6].name = "long ".repeat(20);
    let house = House::new(all, Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [9, 0, 0, 0, 1]);
    assert_eq!(errors(&report, "shop.product")[0].0, "p7");
    assert_eq!(house.kept().await, (9, 9));
}

#[tokio::test]
async fn an_error_from_after_undoes_its_row_alone() {
    let house = House::new(products(1..=10), Vec::new()).await;
    house.hooks.0.lock().unwrap().fails_for.insert("p4".into());
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [9, 0, 0, 0, 1]);
    assert_eq!(errors(&report, "shop.product"), [("p4".to_owned(), "the warehouse does not want it".to_owned())]);
    assert_eq!(house.kept().await, (9, 9));
    // What the hook wrote is undone, too: one row for each that was imported.
    assert_eq!(house.store.count::<Tag>().await.unwrap(), 9);

    house.hooks.0.lock().unwrap().fails_for.insert("p5".into());
    house.products.change(4, |product| (product.price, product.updated_at) = (500, Some(at(50))));
    let report = house.import_with::<ShopProduct>(|import| import.retry(Retry::None)).await;
    assert_eq!(product_counts(&report), [0, 0, 1, 0, 1]);
    assert_eq!(house.product("p5").await.price, 5);
    assert_eq!(house.store.count::<Tag>().await.unwrap(), 9);
    house.hooks.0.lock().unwrap().fails_for.clear();
    let report = house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await;
    assert_eq!(product_counts(&report), [1, 1, 0, 0, 0]);
    assert!(house.failures::<ShopProduct>().await.is_empty());
    assert_eq!(house.kept().await, (10, 10));
}

#[tokio::test]
async fn one_poisoned_record_among_a_thousand() {
    let mut all = products(1..=1_000);
    all[499].broken = true;
    let house = House::new(all, Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [999, 0, 0, 0, 1]);
    assert_eq!(house.kept().await, (999, 999));
}

#[tokio::test]
async fn one_record_that_cannot_be_read_does_not_stop_the_others() {
    let house = House::new(products(1..=20), Vec::new()).await;
    house.products.script().ids_only = true;
    house.products.fault(|call| match call {
        Call::Read(ids) if ids.contains(&"p7".into()) => Err(RemoteError::invalid_data("half a record")),
        _ => Ok(()),
    });
    let report = house.import::<ShopProduct>().await;
    assert_eq!(product_counts(&report), [19, 0, 0, 0, 1]);
    assert_eq!(errors(&report, "shop.product"), [("p7".to_owned(), "its answer makes no sense: half a record".to_owned())]);
    house.products.heal();
    assert_eq!(product_counts(&house.import::<ShopProduct>().await), [1, 0, 1, 0, 0]);
    assert!(house.failures::<ShopProduct>().await.is_empty());
}

#[tokio::test]
async fn where_none_can_be_read_the_import_stops() {
    let house = House::new(products(1..=5), Vec::new()).await;
    house.products.script().ids_only = true;
    house.products.fault(|call| match call {
        Call::Read(_) => Err(RemoteError::permanent("no such interface")),
        Call::Changed { .. } => Ok(()),
    });
    let work = house.work();
    let error = work.import_changed::<ShopProduct>().await.unwrap_err();
    assert_eq!(error.to_string(), "shop.product of shop.backend \"main\" stopped while reading page 1: it refused: no such interface");
    assert!(house.failures::<ShopProduct>().await.is_empty());
    assert_eq!(house.cursor().await, None);
}

#[tokio::test]
async fn two_that_cannot_be_read_do_not_stop_the_retry() {
    let house = House::new(products(1..=5), Vec::new()).await;
    house.products.script().ids_only = true;
    house.products.fault(|call| match call {
        Call::Read(ids) if ids.iter().any(|id| id == "p2" || id == "p4") => Err(RemoteError::invalid_data("half a record")),
        _ => Ok(()),
    });
    for run in 1..=2 {
        let report = house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await;
        assert_eq!(report.failed(), 2, "run {run}: {report}");
    }
    let kept = house.store.failures::<ShopProduct>(house.shop.id()).await.unwrap();
    assert_eq!(kept.iter().map(|failure| (failure.reference.as_str(), failure.tries)).collect::<Vec<_>>(), [("p2", 2), ("p4", 2)]);
    house.products.heal();
    assert_eq!(house.import_with::<ShopProduct>(|import| import.retry(Retry::All)).await.failed(), 0);
    assert_eq!((house.kept().await, house.failures::<ShopProduct>().await.len()), ((5, 5), 0));
}

#[tokio::test]
async fn a_report_keeps_a_hundred_failures_and_counts_all() {
    let mut all = products(1..=150);
    for product in &mut all {
        product.broken = true;
    }
    let house = House::new(all, Vec::new()).await;
    let report = house.import::<ShopProduct>().await;
    assert_eq!(report.failed(), 150);
    assert_eq!(report.models()[0].failures.len(), 100);
    assert!(report.to_string().contains("shop.product: 50 more failed"), "{report}");
    assert_eq!(house.failures::<ShopProduct>().await.len(), 150);
}
