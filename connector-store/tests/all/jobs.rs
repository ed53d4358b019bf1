//! The table of jobs: what is enqueued, who gets it, and what becomes of it.

use std::time::Duration;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use connector_store::jobs::{Claim, Enqueued, JobFilter, JobId, JobState, NewJob, RetryPattern, Settled, StoredJob, Wait};
use connector_store::{Error, Store};

use crate::support::{House, SHOP, category, script};

const HOUR: Duration = Duration::from_hours(1);
const PATTERN: RetryPattern = RetryPattern::of(&[(1, Wait::seconds(10)), (5, Wait::between(100, 300))]);

fn job(payload: i64) -> NewJob {
    NewJob::new("job", payload.to_string()).retry(RetryPattern::AT_ONCE)
}

fn claim() -> Claim {
    Claim::new("test", ["job", "other"]).count(100)
}

async fn enqueue(store: &Store, job: &NewJob) -> JobId {
    let enqueued = store.jobs().enqueue(job).await.unwrap();
    assert!(enqueued.is_new());
    enqueued.id()
}

async fn claimed(store: &Store, claim: &Claim) -> Vec<StoredJob> {
    store.jobs().claim(claim).await.unwrap().jobs
}

/// The payloads of what a claim gives.
async fn payloads(store: &Store, claim: &Claim) -> Vec<i64> {
    claimed(store, claim).await.iter().map(|job| job.payload.parse().unwrap()).collect()
}

async fn get(store: &Store, id: JobId) -> StoredJob {
    store.jobs().get(id).await.unwrap().unwrap()
}

async fn settle(store: &Store, job: &StoredJob, settled: Settled) {
    assert_eq!(store.jobs().settle(&[(job.held(), settled)]).await.unwrap(), []);
}

fn again(error: &str) -> Settled {
    Settled::Retry { error: error.to_owned(), after: None, counts: true }
}

/// Time goes by, for jobs that run.
async fn expire(store: &Store, house: &House) {
    let hour = house.either("3600000000", "interval '1 hour'");
    script(store, &format!("UPDATE connector_job SET leased_until = leased_until - {hour} WHERE state = 'started'")).await;
}

async fn a_job_is_rolled_back_with_its_transaction(house: &House) {
    let store = house.store().await;
    let failed: Result<(), Error> = store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("chairs")).await?;
                assert!(tx.enqueue(&job(1)).await?.is_new());
                Err(Error::application("no"))
            })
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(payloads(&store, &claim()).await, [0; 0]);
    store
        .transaction(|tx| {
            Box::pin(async move {
                tx.put(category("chairs")).await?;
                tx.enqueue(&job(2)).await
            })
        })
        .await
        .unwrap();
    assert_eq!(payloads(&store, &claim()).await, [2]);
    assert_eq!(payloads(&store, &claim()).await, [0; 0], "it was taken");
}

async fn everything_said_of_a_job_is_kept(house: &House) {
    let store = house.store().await;
    let due = Utc::now() + TimeDelta::hours(2);
    let payload = r#"{"b": 1, "a": [null, "\u0000 ü"]}"#;
    let new = NewJob::new("job", payload).channel("shop").priority(-3).at(due).identity("x").max_tries(0).retry(PATTERN);
    let id = enqueue(&store, &new.backend("shop.backend", 7).external_id("p-1")).await;
    let kept = get(&store, id).await;
    assert_eq!((kept.name.as_str(), kept.channel.as_str(), kept.payload.as_str(), kept.priority), ("job", "shop", payload, -3));
    assert_eq!((kept.due_at.timestamp_micros(), kept.identity.as_deref()), (due.timestamp_micros(), Some("x")));
    assert_eq!((kept.state, kept.tries, kept.max_tries, kept.retry.clone()), (JobState::Waiting, 0, 0, PATTERN));
    let about = (kept.backend_model.as_deref(), kept.backend_id, kept.external_id.as_deref());
    assert_eq!(about, (Some("shop.backend"), Some(7), Some("p-1")));
    assert_eq!((kept.started_at, kept.ended_at, kept.worker, kept.message, kept.error), (None, None, None, None, None));
    assert!((Utc::now() - kept.enqueued_at).num_seconds().abs() < 60);
}

async fn what_cannot_be_kept_is_refused_whole(house: &House) {
    let store = house.store().await;
    let bad = [
        NewJob::new("", "1"),
        NewJob::new("a\0b", "1"),
        NewJob::new("job", "{"),
        NewJob::new("job", ""),
        job(1).channel("c\0"),
        job(1).identity(""),
        job(1).identity("x".repeat(2_000)),
        job(1).external_id("\0"),
        NewJob::new("job", format!("{:?}", "x".repeat(300_000))),
    ];
    for bad in bad {
        let error = store.jobs().enqueue_many(&[job(1), bad.clone()]).await.unwrap_err();
        assert!(matches!(error, Error::Job { .. }), "{error}");
        assert!(error.to_string().len() < 300, "{error}");
    }
    assert_eq!(store.jobs().list(&JobFilter::new()).await.unwrap(), []);
}

async fn the_order_is_priority_then_time_then_number(house: &House) {
    let store = house.store().await;
    let past = |minutes| Utc::now() - TimeDelta::minutes(minutes);
    let jobs = [
        job(1).priority(10).at(past(1)),
        job(2).priority(10).at(past(1)).channel("b"),
        job(3).priority(10).at(past(9)).channel("c"),
        job(4).priority(5).channel("c"),
        job(5).priority(10).at(past(5)),
        job(6).priority(-1).after(HOUR),
        job(7).priority(20).at(past(60)),
    ];
    store.jobs().enqueue_many(&jobs).await.unwrap();
    assert_eq!(payloads(&store, &claim().count(3)).await, [4, 3, 5]);
    assert_eq!(payloads(&store, &claim().count(3)).await, [1, 2, 7]);
    let left = store.jobs().claim(&claim()).await.unwrap();
    assert!(left.jobs.is_empty() && left.next_due.is_some_and(|due| due > HOUR / 2 && due <= HOUR), "{left:?}");
}

async fn an_identity_is_there_once_while_it_waits(house: &House) {
    let store = house.store().await;
    let first = enqueue(&store, &job(1).identity("x")).await;
    assert_eq!(store.jobs().enqueue(&job(2).identity("x")).await.unwrap(), Enqueued::Already(first));
    let many =
        store.jobs().enqueue_many(&[job(3), job(4).identity("x"), job(5).identity("y"), job(6).identity("y"), job(7)]).await.unwrap();
    assert_eq!(many.iter().map(|enqueued| enqueued.is_new()).collect::<Vec<_>>(), [true, false, true, false, true]);
    assert_eq!((many[1].id(), many[3].id()), (first, many[2].id()));
    let other = NewJob::new("other", "8").identity("x");
    assert!(store.jobs().enqueue(&other).await.unwrap().is_new(), "another name");

    let started = claimed(&store, &claim()).await;
    assert_eq!(started.len(), 5);
    let second = enqueue(&store, &job(9).identity("x")).await;
    assert_ne!(second, first);

    // The first one fails, and would wait beside the second, which does the same.
    settle(&store, &started[0], again("no")).await;
    let cancelled = get(&store, first).await;
    assert_eq!(cancelled.state, JobState::Cancelled);
    assert!(cancelled.error.unwrap().starts_with("no; another job with its identity waits"));
    assert_eq!(store.jobs().requeue(first).await.unwrap(), Some(Enqueued::Already(second)));
    assert_eq!(payloads(&store, &claim()).await, [9]);
    assert_eq!(store.jobs().requeue(first).await.unwrap(), Some(Enqueued::New(first)));
    assert_eq!(payloads(&store, &claim()).await, [1]);
}

/// What waits is not started while a transaction is open that counts on it.
async fn a_job_that_was_there_already_sees_the_transaction(house: &House) {
    if house.either(true, false) {
        // There one transaction writes at a time.
        return;
    }
    let store = house.store().await;
    let first = enqueue(&store, &job(1).identity("x")).await;
    let (other, another) = (&store.clone(), enqueue(&store, &job(2)).await);
    store
        .transaction(move |tx| {
            Box::pin(async move {
                assert_eq!(tx.enqueue(&job(3).identity("x")).await?, Enqueued::Already(first));
                let other = tokio::spawn({
                    let other = other.clone();
                    async move { claimed(&other, &claim()).await }
                });
                assert_eq!(other.await.unwrap().iter().map(|job| job.id).collect::<Vec<_>>(), [another]);
                Ok(())
            })
        })
        .await
        .unwrap();
    assert_eq!(payloads(&store, &claim()).await, [1]);
}

async fn names_that_nobody_asks_for_wait(house: &House) {
    let store = house.store().await;
    store.jobs().enqueue_many(&[NewJob::new("new", "1"), NewJob::new("new", "2").channel("c"), job(3)]).await.unwrap();
    assert_eq!(payloads(&store, &claim().count(1)).await, [3]);
    assert_eq!(payloads(&store, &claim()).await, [0; 0]);
    assert_eq!(payloads(&store, &Claim::new("newer", ["new"]).count(9)).await, [1, 2]);
    assert_eq!(payloads(&store, &Claim::new("nobody", [""; 0]).count(9)).await, [0; 0]);
}

async fn a_channel_has_a_capacity(house: &House) {
    let store = house.store().await;
    let jobs: Vec<NewJob> = (1..=6).map(|n| job(n).channel("shop")).chain([job(7), job(8)]).collect();
    store.jobs().enqueue_many(&jobs).await.unwrap();
    let limited = claim().limit("shop", 2).limit("elsewhere", 1);
    let first = claimed(&store, &limited).await;
    assert_eq!(first.iter().map(|job| job.payload.as_str()).collect::<Vec<_>>(), ["1", "2", "7", "8"]);
    assert_eq!(payloads(&store, &limited).await, [0; 0]);
    assert_eq!(payloads(&store, &claim().limit("shop", 3)).await, [3], "each keeps to its own number");
    settle(&store, &first[0], Settled::Done(None)).await;
    assert_eq!(payloads(&store, &limited).await, [0; 0], "two run still");
    settle(&store, &first[1], Settled::GivenBack).await;
    assert_eq!(payloads(&store, &limited).await, [2]);
    assert_eq!(payloads(&store, &claim().limit("shop", 0)).await, [0; 0]);
    assert_eq!(payloads(&store, &claim().only(["other"])).await, [0; 0]);
    assert_eq!(payloads(&store, &claim().only(["shop"])).await, [4, 5, 6]);
}

/// What is due and cannot be started does not hide what is behind it, and costs nobody his turn to write.
async fn what_cannot_be_started_writes_nothing_and_hides_nothing(house: &House) {
    let url = house.address().await;
    let (store, other) = (Store::connect(&url).await.unwrap(), Store::connect(&url).await.unwrap());
    store.migrate(&SHOP).await.unwrap();
    let unknown = NewJob::new("newer", "0");
    let full = [job(1).channel("full"), job(2).channel("full").after(HOUR / 60), job(3).channel("shut")];
    let later = [unknown.clone().after(HOUR / 30), job(4).after(HOUR), job(5).after(2 * HOUR).channel("shop")];
    store.jobs().enqueue_many(&[&[unknown.clone(), unknown.channel("shop")][..], &full, &later].concat()).await.unwrap();
    assert_eq!(payloads(&store, &claim().only(["full"]).count(1)).await, [1]);
    store.jobs().enqueue(&job(6).channel("full")).await.unwrap();

    let limited = claim().limit("full", 1).limit("shut", 0).limit("shop", 1);
    let of_other = limited.clone();
    let claimed = store
        .transaction(move |tx| {
            let (other, of_other) = (other.clone(), of_other.clone());
            Box::pin(async move {
                // There is one writer at a time on SQLite: this one.
                tx.put(category("chairs")).await?;
                other.jobs().claim(&of_other).await
            })
        })
        .await
        .unwrap();
    assert_eq!(claimed.jobs, []);
    assert!(claimed.next_due.is_some_and(|due| due > HOUR * 59 / 60 && due <= HOUR), "{claimed:?}");
    // A channel that is counted by a writer has a row.
    assert_eq!(crate::support::number(&store, "SELECT count(*) FROM connector_channel").await, 0);

    let id = store.jobs().list(&JobFilter::new().state(JobState::Started)).await.unwrap()[0].held();
    store.jobs().settle(&[(id, Settled::Done(None))]).await.unwrap();
    assert_eq!(payloads(&store, &limited).await, [6]);
}

/// Further than PostgreSQL's moments go.
async fn times_beyond_all_measure_are_kept_within_it(house: &House) {
    let store = house.store().await;
    let far = [job(1).at(DateTime::<Utc>::MIN_UTC), job(2).at(DateTime::<Utc>::MAX_UTC), job(3).after(Duration::MAX)];
    let ids: Vec<JobId> = store.jobs().enqueue_many(&far).await.unwrap().iter().map(|job| job.id()).collect();
    for (id, year) in ids.iter().zip([1, 9999, 9999]) {
        assert_eq!(get(&store, *id).await.due_at.year(), year);
    }
    let started = claimed(&store, &claim().lease(Duration::MAX)).await;
    assert_eq!(started.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[0]]);
    assert_eq!(store.jobs().extend(&[(started[0].held(), None)], Duration::MAX).await.unwrap(), []);
    assert_eq!(store.jobs().recover().await.unwrap(), 0);
    settle(&store, &started[0], Settled::Retry { error: "no".into(), after: Some(Duration::MAX), counts: true }).await;
    assert_eq!(payloads(&store, &claim()).await, [0; 0]);
    assert!(get(&store, ids[0]).await.due_at.year() > 6_000);

    assert!(store.jobs().cancel(ids[0]).await.unwrap());
    assert_eq!(store.jobs().prune(Duration::MAX).await.unwrap(), 0);
    assert_eq!(store.jobs().prune(Duration::ZERO).await.unwrap(), 1);
}

async fn what_fails_is_tried_again_by_its_pattern(house: &House) {
    let store = house.store().await;
    let pattern = [(1, Wait::seconds(0)), (2, Wait::seconds(3_600))].into_iter().collect();
    let id = enqueue(&store, &job(1).retry(pattern).max_tries(3)).await;
    let started = claimed(&store, &claim()).await;
    assert_eq!((started[0].tries, started[0].state, started[0].worker.as_deref()), (1, JobState::Started, Some("test")));
    settle(&store, &started[0], again("first")).await;
    let waits = get(&store, id).await;
    assert_eq!((waits.state, waits.tries, waits.error.as_deref(), waits.worker), (JobState::Waiting, 1, Some("first"), None));

    let started = claimed(&store, &claim()).await;
    settle(&store, &started[0], again("second")).await;
    assert_eq!(payloads(&store, &claim()).await, [0; 0]);
    let waits = get(&store, id).await;
    assert!(waits.due_at - Utc::now() > TimeDelta::minutes(50), "{waits:?}");

    // What waits for its time can be hurried, with all its tries.
    assert_eq!(store.jobs().requeue(id).await.unwrap(), Some(Enqueued::New(id)));
    for tries in 1..=3 {
        let started = claimed(&store, &claim()).await;
        assert_eq!(started[0].tries, tries);
        let after = Some(Duration::ZERO);
        settle(&store, &started[0], Settled::Retry { error: "no".into(), after, counts: true }).await;
    }
    let failed = get(&store, id).await;
    assert_eq!((failed.state, failed.tries), (JobState::Failed, 3));
    assert_eq!(failed.error.as_deref(), Some("no (tried 3 times, which is as often as it may be)"));
    assert!(failed.ended_at.is_some());
    assert_eq!(payloads(&store, &claim()).await, [0; 0]);
}

async fn a_try_that_does_not_count_is_not_counted(house: &House) {
    let store = house.store().await;
    let id = enqueue(&store, &job(1).max_tries(1)).await;
    for _ in 0..3 {
        let started = claimed(&store, &claim()).await;
        let settled = Settled::Retry { error: "busy".into(), after: Some(Duration::ZERO), counts: false };
        settle(&store, &started[0], settled).await;
        assert_eq!((get(&store, id).await.tries, get(&store, id).await.state), (0, JobState::Waiting));
    }
    let started = claimed(&store, &claim()).await;
    let settled = Settled::Retry { error: "busy".into(), after: Some(HOUR), counts: false };
    settle(&store, &started[0], settled).await;
    assert_eq!(payloads(&store, &claim()).await, [0; 0]);
}

async fn a_dead_workers_job_runs_again_and_the_dead_cannot_finish_it(house: &House) {
    let store = house.store().await;
    let id = enqueue(&store, &job(1).max_tries(2)).await;
    let dead = claimed(&store, &claim()).await;
    assert_eq!(store.jobs().recover().await.unwrap(), 0);
    expire(&store, house).await;

    // Nobody else has it yet: the worker may come back.
    assert_eq!(store.jobs().extend(&[(dead[0].held(), Some("half".into()))], HOUR / 60).await.unwrap(), []);
    assert_eq!(get(&store, id).await.message.as_deref(), Some("half"));
    assert_eq!(store.jobs().recover().await.unwrap(), 0);

    expire(&store, house).await;
    assert_eq!(store.jobs().recover().await.unwrap(), 1);
    let error = get(&store, id).await.error.unwrap();
    assert!(error.contains("its worker test died"), "{error}");
    let second = claimed(&store, &claim()).await;
    assert_eq!(second[0].tries, 2);
    let lost = dead[0].held();
    assert_eq!(store.jobs().extend(&[(lost, None)], HOUR).await.unwrap(), [id]);
    for settled in [Settled::Done(Some("I did it".into())), Settled::Failed("no".into()), again("no"), Settled::GivenBack] {
        assert_eq!(store.jobs().settle(&[(lost, settled)]).await.unwrap(), [id]);
    }
    assert_eq!(get(&store, id).await.state, JobState::Started);

    // A job that kills its workers ends.
    expire(&store, house).await;
    assert_eq!(store.jobs().recover().await.unwrap(), 1);
    let failed = get(&store, id).await;
    assert_eq!(failed.state, JobState::Failed);
    assert!(failed.error.unwrap().contains("tried 2 times"));
    assert_eq!(store.jobs().settle(&[(second[0].held(), Settled::Done(None))]).await.unwrap(), [id]);
}

async fn many_are_settled_at_once(house: &House) {
    let store = house.store().await;
    let ids: Vec<JobId> =
        store.jobs().enqueue_many(&(0..4).map(job).collect::<Vec<_>>()).await.unwrap().iter().map(|job| job.id()).collect();
    let started = claimed(&store, &claim()).await;
    let long = "ü\0".repeat(5_000);
    let settled = [
        (started[0].held(), Settled::Done(Some(long.clone()))),
        (started[1].held(), Settled::Failed(long)),
        (started[2].held(), Settled::Done(None)),
        (started[3].held(), Settled::GivenBack),
    ];
    assert_eq!(store.jobs().settle(&settled).await.unwrap(), []);
    let mut kept = Vec::new();
    for id in &ids {
        kept.push(get(&store, *id).await);
    }
    assert_eq!(kept.iter().map(|job| job.state).collect::<Vec<_>>(), [JobState::Done, JobState::Failed, JobState::Done, JobState::Waiting]);
    for text in [kept[0].message.as_ref().unwrap(), kept[1].error.as_ref().unwrap()] {
        assert!(text.len() > 4_000 && text.len() < 7_000 && text.ends_with('…') && !text.contains('\0'), "{}", text.len());
    }
    assert_eq!(kept[3].tries, 0);
    assert_eq!(store.jobs().settle(&settled).await.unwrap(), ids, "each ended once");
}

async fn failed_ones_are_requeued_cancelled_and_pruned(house: &House) {
    let store = house.store().await;
    let other = |n: i64| NewJob::new("other", n.to_string());
    let jobs = [job(1), job(2), other(3), job(4), other(5)];
    let ids: Vec<JobId> = store.jobs().enqueue_many(&jobs).await.unwrap().iter().map(|job| job.id()).collect();
    for started in claimed(&store, &claim()).await {
        let settled = if started.payload == "4" { Settled::Done(None) } else { Settled::Failed("no".into()) };
        settle(&store, &started, settled).await;
    }
    let failed = store.jobs().list(&JobFilter::new().state(JobState::Failed)).await.unwrap();
    assert_eq!(failed.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[0], ids[1], ids[2], ids[4]]);
    let page = store.jobs().list(&JobFilter::new().name("other").channel("root").after(ids[2]).limit(9)).await.unwrap();
    assert_eq!(page.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[4]]);

    assert!(store.jobs().cancel(ids[0]).await.unwrap());
    assert!(!store.jobs().cancel(ids[0]).await.unwrap());
    assert!(!store.jobs().cancel(ids[3]).await.unwrap(), "it is done");
    assert!(!store.jobs().cancel(JobId::new(99_999)).await.unwrap());
    assert_eq!(store.jobs().requeue(ids[3]).await.unwrap(), None);
    assert_eq!(store.jobs().requeue_failed(Some("job")).await.unwrap(), 1);
    assert_eq!(store.jobs().requeue_failed(None).await.unwrap(), 2);
    assert_eq!(payloads(&store, &claim()).await, [2, 3, 5]);

    assert_eq!(store.jobs().prune(HOUR).await.unwrap(), 0);
    assert_eq!(store.jobs().prune(Duration::ZERO).await.unwrap(), 2);
    let left = store.jobs().list(&JobFilter::new()).await.unwrap();
    assert_eq!(left.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[1], ids[2], ids[4]]);
    let overview = store.jobs().overview().await.unwrap();
    assert_eq!((overview.count(JobState::Started), overview.count(JobState::Done)), (3, 0));
    let lines: Vec<String> = overview.to_string().lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines, ["job channel state count oldest", "job root started 1 0 s", "other root started 2 0 s"]);
}

/// Only what a transaction of this process committed wakes its workers.
async fn this_process_is_told_of_its_jobs(house: &House) {
    let store = house.store().await;
    let is_told = async |told: std::pin::Pin<&mut dyn Future<Output = ()>>| tokio::time::timeout(Duration::ZERO, told).await.is_ok();
    let mut told = std::pin::pin!(store.jobs().enqueued());
    assert!(!is_told(told.as_mut()).await);
    let _: Result<(), Error> = store
        .transaction(|tx| {
            Box::pin(async move {
                tx.enqueue(&job(1)).await?;
                Err(Error::application("no"))
            })
        })
        .await;
    assert!(!is_told(told.as_mut()).await);
    store.clone().jobs().enqueue(&job(1)).await.unwrap();
    assert!(is_told(told.as_mut()).await);
}

async fn the_tables_are_made_once(house: &House) {
    let store = house.store().await;
    assert!(store.plan(&SHOP).await.unwrap().is_empty(), "{}", store.plan(&SHOP).await.unwrap());
    let unmigrated = house.empty().await;
    let error = unmigrated.jobs().enqueue(&job(1)).await.unwrap_err();
    assert!(matches!(error, Error::Migration(_)), "{error}");
}

crate::support::on_both! {
    a_job_is_rolled_back_with_its_transaction,
    everything_said_of_a_job_is_kept,
    what_cannot_be_kept_is_refused_whole,
    the_order_is_priority_then_time_then_number,
    an_identity_is_there_once_while_it_waits,
    a_job_that_was_there_already_sees_the_transaction,
    names_that_nobody_asks_for_wait,
    a_channel_has_a_capacity,
    what_cannot_be_started_writes_nothing_and_hides_nothing,
    times_beyond_all_measure_are_kept_within_it,
    what_fails_is_tried_again_by_its_pattern,
    a_try_that_does_not_count_is_not_counted,
    a_dead_workers_job_runs_again_and_the_dead_cannot_finish_it,
    many_are_settled_at_once,
    failed_ones_are_requeued_cancelled_and_pruned,
    this_process_is_told_of_its_jobs,
    the_tables_are_made_once,
}
