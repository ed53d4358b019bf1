//! Imports that are done later: a job for a record, for a page, for what changed.

use std::sync::Arc;

use crate::fixtures::*;
use connector_sync::jobs::testing::trap_jobs;
use connector_sync::jobs::{Enqueued, ImportChanges, ImportPage, ImportRecord, JobFilter, JobRegistry, JobState};
use connector_sync::{Delay, RemoteError};

/// The house's registry is moved into the registry of jobs.
fn jobs(house: &mut House) -> Arc<JobRegistry> {
    let empty = connector_sync::Registry::builder().build().unwrap();
    let registry = std::mem::replace(&mut house.registry, empty);
    Arc::new(JobRegistry::builder().backend(Arc::new(registry)).build().unwrap())
}

#[tokio::test]
async fn a_record_is_imported_later_once() {
    let mut house = House::new(products(1..=3), Vec::new()).await;
    let trap = trap_jobs(&house.store).await.unwrap();
    let first = house.work().later::<ImportRecord<ShopProduct>>("p2").priority(5).await.unwrap();
    let work = house.work();
    let second = house.store.transaction(|tx| Box::pin(work.later::<ImportRecord<ShopProduct>>("p2").within(tx))).await.unwrap();
    assert_eq!(second, Enqueued::Already(first.id()));
    let expected = ImportRecord::<ShopProduct> { backend: house.shop.id(), id: "p2".into() };
    assert_eq!(trap.waiting::<ImportRecord<ShopProduct>>().await.unwrap(), [expected]);
    let kept = &trap.jobs().await.unwrap()[0];
    assert_eq!((kept.name.as_str(), kept.priority), ("import_record(shop.product)", 5));
    assert_eq!(kept.payload, format!(r#"{{"backend":{},"ids":["p2"]}}"#, house.shop.id()));
    let about = (kept.backend_model.as_deref(), kept.backend_id, kept.external_id.as_deref());
    assert_eq!(about, (Some("shop.backend"), Some(house.shop.id().get()), Some("p2")));
    assert_eq!(house.kept().await, (0, 0));

    let jobs = jobs(&mut house);
    assert_eq!(trap.perform(Arc::clone(&jobs)).await.unwrap().done, 1);
    assert_eq!(house.product("p2").await.name, "Product 2");
    assert_eq!(house.kept().await, (1, 1));
    let message = trap.jobs().await.unwrap()[0].message.clone().unwrap();
    assert!(message.starts_with("binding ") && message.contains("shop.product"), "{message}");
}

#[tokio::test]
async fn what_fails_of_a_record_fails_its_job_and_of_a_page_does_not() {
    let mut house = House::new(products(1..=3), Vec::new()).await;
    house.products.change(1, |product| product.broken = true);
    let trap = trap_jobs(&house.store).await.unwrap();
    house.work().later::<ImportRecord<ShopProduct>>("p2").await.unwrap();
    house.work().later::<ImportPage<ShopProduct>>(vec!["p1".to_owned(), "p2".to_owned()]).await.unwrap();
    let jobs = jobs(&mut house);
    let summary = trap.perform(Arc::clone(&jobs)).await.unwrap();
    assert_eq!((summary.done, summary.failed), (1, 1));
    let kept = trap.jobs().await.unwrap();
    assert_eq!((kept[0].state, kept[1].state), (JobState::Failed, JobState::Done));
    let remembered = house.failures::<ShopProduct>().await;
    assert_eq!(kept[0].error.as_deref(), Some(remembered[0].2.as_str()));
    assert!(kept[1].message.as_ref().unwrap().contains("shop.product p2 failed"), "{:?}", kept[1].message);

    // The remote heals, and a person says "again".
    house.products.change(1, |product| product.broken = false);
    assert_eq!(house.store.jobs().requeue_failed(Some("import_record(shop.product)")).await.unwrap(), 1);
    assert_eq!(trap.perform(jobs).await.unwrap().done, 1);
    assert_eq!(house.failures::<ShopProduct>().await, []);
    assert_eq!(house.kept().await, (2, 2));
}

#[tokio::test]
async fn a_remote_that_wants_to_be_left_alone_is_no_try() {
    let mut house = House::new(products(1..=1), Vec::new()).await;
    let hour = std::time::Duration::from_hours(1);
    house.products.fault(move |_| Err(RemoteError::from_status(429, "slow down").retry_after(Some(hour))));
    let trap = trap_jobs(&house.store).await.unwrap();
    house.work().later::<ImportRecord<ShopProduct>>("p1").await.unwrap();
    let jobs = jobs(&mut house);
    assert_eq!(trap.perform(Arc::clone(&jobs)).await.unwrap().retried, 1);
    let kept = &trap.jobs().await.unwrap()[0];
    assert_eq!((kept.state, kept.tries), (JobState::Waiting, 0));
    assert!(kept.due_at - kept.enqueued_at > chrono::TimeDelta::minutes(55));
    assert!(kept.error.as_ref().unwrap().contains("slow down"));
    house.products.heal();
    assert_eq!(trap.perform(jobs).await.unwrap().done, 1);
}

async fn delayed(delay: Delay, expected: &[&str]) {
    let mut house = House::new(products(1..=5), Vec::new()).await;
    house.products.change(1, |product| product.skip = Some("a draft"));
    house.products.change(2, |product| product.broken = true);
    let trap = trap_jobs(&house.store).await.unwrap();
    house.work().later::<ImportChanges<ShopProduct>>(Some(delay)).await.unwrap();
    assert!(!house.work().later::<ImportChanges<ShopProduct>>(None).await.unwrap().is_new(), "one waits");
    let registry = jobs(&mut house);
    let summary = trap.perform(Arc::clone(&registry)).await.unwrap();
    let names: Vec<String> = trap.jobs().await.unwrap().into_iter().map(|job| job.name).collect();
    assert_eq!(names[0], "import_changes(shop.product)");
    assert_eq!(names[1..], *expected);
    let failed = u64::from(delay == Delay::Records);
    assert_eq!((summary.done, summary.failed), (names.len() as u64 - failed, failed));
    assert_eq!(house.kept().await, (3, 3));
    assert_eq!(house.cursor().await, Some(at(5)));
    let message = trap.jobs().await.unwrap()[0].message.clone().unwrap();
    assert!(message.contains("shop.product: 4 are imported by jobs, later") && message.contains("1 skipped: a draft"), "{message}");

    // What has the date of last time needs no job; what failed is tried again by the import itself.
    house.products.change(4, |product| product.updated_at = Some(at(60)));
    house.products.change(2, |product| product.broken = false);
    let again = trap_jobs(&house.store).await.unwrap();
    let all = ImportChanges::<ShopProduct> { backend: house.shop.id(), delay: Some(delay) };
    connector_sync::jobs::Job::later(all).on(&house.store).await.unwrap();
    again.perform(registry).await.unwrap();
    assert_eq!(again.jobs().await.unwrap().len(), 2);
    assert_eq!(house.kept().await.1, 4);
    let left = house.store.jobs().list(&JobFilter::new().state(JobState::Waiting)).await.unwrap();
    assert_eq!(left, []);
}

#[tokio::test]
async fn what_changed_is_imported_by_a_job_for_each_record() {
    delayed(Delay::Records, &["import_record(shop.product)"; 4]).await;
}

#[tokio::test]
async fn what_changed_is_imported_by_a_job_for_each_page() {
    delayed(Delay::Pages, &["import_page(shop.product)"]).await;
}

#[tokio::test]
async fn what_changed_is_imported_in_the_job_itself() {
    let mut house = House::new(products(1..=5), Vec::new()).await;
    let trap = trap_jobs(&house.store).await.unwrap();
    house.work().later::<ImportChanges<ShopProduct>>(None).await.unwrap();
    let jobs = jobs(&mut house);
    assert_eq!(trap.perform(jobs).await.unwrap().done, 1);
    assert_eq!(trap.jobs().await.unwrap().len(), 1);
    assert_eq!(house.kept().await, (5, 5));
}

#[tokio::test]
async fn a_job_of_a_paused_backend_waits() {
    let mut house = House::new(products(1..=1), Vec::new()).await;
    let trap = trap_jobs(&house.store).await.unwrap();
    house.work().later::<ImportRecord<ShopProduct>>("p1").await.unwrap();
    house.work().later::<ImportChanges<ShopProduct>>(None).await.unwrap();
    house.store.pause(house.shop.id()).await.unwrap();
    let jobs = jobs(&mut house);
    for _ in 0..7 {
        let summary = trap.perform(Arc::clone(&jobs)).await.unwrap();
        assert_eq!((summary.retried, summary.failed), (2, 0), "{summary}");
    }
    for kept in trap.jobs().await.unwrap() {
        assert_eq!((kept.state, kept.tries), (JobState::Waiting, 0));
        assert!(kept.error.unwrap().contains("is paused"));
    }
    house.store.resume(house.shop.id()).await.unwrap();
    trap.perform(jobs).await.unwrap();
    assert_eq!(house.kept().await, (1, 1));
}

#[tokio::test]
async fn a_backend_that_is_gone_fails_the_job() {
    let mut house = House::new(products(1..=1), Vec::new()).await;
    let trap = trap_jobs(&house.store).await.unwrap();
    house.work().later::<ImportRecord<ShopProduct>>("p1").await.unwrap();
    house.store.delete::<Shop>(&house.shop.id()).await.unwrap();
    let jobs = jobs(&mut house);
    assert_eq!(trap.perform(jobs).await.unwrap().failed, 1);
    let error = trap.jobs().await.unwrap()[0].error.clone().unwrap();
    assert!(error.starts_with("shop.backend") && error.ends_with("is not there any more"), "{error}");
}
