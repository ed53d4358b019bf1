//! Typed jobs and the worker that runs them, in one process.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use connector_store::{Error, Store};
use connector_sync::RemoteError;
use connector_sync::jobs::testing::trap_jobs;
use connector_sync::jobs::{
    Done, Job, JobContext, JobError, JobId, JobRegistry, JobRegistryBuilder, JobState, NewJob, RetryPattern, StoredJob, Subject, Wait,
    Worker,
};
use serde::{Deserialize, Serialize};
use tokio::sync::{Barrier, Notify, Semaphore};

use crate::support::House;

const HOUR: Duration = Duration::from_hours(1);

/// What a test sees of its jobs.
struct Seen {
    said: Mutex<Vec<String>>,
    together: Barrier,
    started: Semaphore,
    /// A permit for each job that may go on: a `Notify` keeps only one.
    go: Semaphore,
}

impl Seen {
    fn new() -> Arc<Self> {
        Arc::new(Self { said: Mutex::default(), together: Barrier::new(4), started: Semaphore::new(0), go: Semaphore::new(0) })
    }

    fn said(&self) -> Vec<String> {
        std::mem::take(&mut self.said.lock().unwrap())
    }
}

/// Does what it is told.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Do {
    Say(String),
    Nothing,
    Meet,
    WaitForGo,
    Progress,
    Fail,
    Retry,
    /// What the remote answers, with how many seconds in its `Retry-After`.
    Answer(u16, u64),
    Busy,
    Panic,
    Enqueue(i64),
}

impl Job for Do {
    const NAME: &'static str = "do";
    const RETRY: RetryPattern = RetryPattern::AT_ONCE;
    const MAX_TRIES: u32 = 3;

    fn subject(&self) -> Subject {
        Subject::default().external_id(format!("{self:?}"))
    }

    async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
        let seen = context.get::<Seen>()?;
        match self {
            Self::Say(what) => {
                seen.said.lock().unwrap().push(what.clone());
                return Ok(what.as_str().into());
            }
            Self::Nothing => {}
            Self::Meet => {
                seen.together.wait().await;
            }
            Self::WaitForGo => {
                seen.started.add_permits(1);
                seen.go.acquire().await.unwrap().forget();
                seen.said.lock().unwrap().push("went".into());
            }
            Self::Progress => {
                context.progress("half of it");
                seen.started.add_permits(1);
                std::future::pending::<()>().await;
            }
            Self::Fail => return Err(JobError::failed("it is broken")),
            Self::Retry => return Err(JobError::retry("not now")),
            Self::Answer(status, wait) => {
                return Err(RemoteError::from_status(*status, "slow down").retry_after(Some(Duration::from_secs(*wait))).into());
            }
            Self::Busy => return Err(RemoteError::network("no route").into()),
            Self::Panic => panic!("the token is s3cr3t"),
            Self::Enqueue(n) => {
                Self::Say(n.to_string()).later().on(context.store()).await?;
            }
        }
        Ok(().into())
    }
}

/// Another type under the same name.
#[derive(Serialize, Deserialize)]
struct Other {
    number: i64,
}

impl Job for Other {
    const NAME: &'static str = "do";

    async fn run(&self, _: &JobContext) -> Result<Done, JobError> {
        Ok(().into())
    }
}

fn registry(seen: &Arc<Seen>) -> JobRegistryBuilder {
    JobRegistry::builder().job::<Do>().with(Arc::clone(seen))
}

fn worker(store: &Store, seen: &Arc<Seen>) -> Worker {
    Worker::new(store, registry(seen).build().unwrap()).poll(Duration::from_millis(20))
}

async fn later(store: &Store, job: Do) -> JobId {
    job.later().on(store).await.unwrap().id()
}

async fn get(store: &Store, id: JobId) -> StoredJob {
    store.jobs().get(id).await.unwrap().unwrap()
}

async fn jobs_run_in_order_with_what_they_enqueue(house: &House) {
    let (store, seen) = (house.store().await, Seen::new());
    let say = |what: &str| Do::Say(what.into()).later();
    say("second").on(&store).await.unwrap();
    let first = say("first").priority(1).on(&store).await.unwrap().id();
    say("never").after(HOUR).on(&store).await.unwrap();
    let parent = later(&store, Do::Enqueue(7)).await;
    let rolled_back: Result<(), Error> = store
        .transaction(|tx| {
            Box::pin(async move {
                Do::Say("rolled back".into()).later().within(tx).await?;
                Err(Error::application("no"))
            })
        })
        .await;
    assert!(rolled_back.is_err());
    let summary = worker(&store, &seen).concurrency(1).run_until_idle().await.unwrap();
    assert_eq!((summary.done, summary.failed, summary.retried), (4, 0, 0), "{summary}");
    assert_eq!(seen.said(), ["first", "second", "7"]);
    let kept = get(&store, first).await;
    assert_eq!((kept.state, kept.message.as_deref(), kept.external_id.as_deref()), (JobState::Done, Some("first"), Some("Say(\"first\")")));
    assert_eq!(get(&store, parent).await.message, None);
}

async fn what_a_job_says_decides_what_becomes_of_it(house: &House) {
    let (store, seen) = (house.store().await, Seen::new());
    let jobs = [Do::Nothing, Do::Fail, Do::Panic, Do::Retry, Do::Answer(429, 3_600), Do::Busy];
    let mut ids = Vec::new();
    for job in jobs {
        ids.push(later(&store, job).await);
    }
    let broken = store.jobs().enqueue(&NewJob::new("do", r#"{"Whatever":1}"#)).await.unwrap().id();
    let newer = store.jobs().enqueue(&NewJob::new("of a newer version", "1")).await.unwrap().id();
    let worker = worker(&store, &seen);
    let summary = worker.clone().run_until_idle().await.unwrap();
    assert_eq!((summary.done, summary.failed, summary.retried), (1, 3, 7), "{summary}");
    let mut kept = Vec::new();
    for id in ids {
        let job = get(&store, id).await;
        kept.push((job.state, job.tries, job.error.unwrap_or_default()));
    }
    assert_eq!(kept[0], (JobState::Done, 1, String::new()));
    assert_eq!(kept[1], (JobState::Failed, 1, "it is broken".to_owned()));
    assert_eq!((kept[2].0, kept[2].2.as_str()), (JobState::Failed, "it panicked: its worker's output says where"));
    assert_eq!((kept[3].0, kept[3].1), (JobState::Failed, 3));
    assert_eq!(kept[3].2, "not now (tried 3 times, which is as often as it may be)");
    assert_eq!((kept[4].0, kept[4].1), (JobState::Waiting, 0));
    assert_eq!((kept[5].0, kept[5].1), (JobState::Failed, 3));
    let error = get(&store, broken).await.error.unwrap();
    assert!(error.starts_with("what is kept of it is no `do`: unknown variant"), "{error}");

    // It waits for a binary that knows it, and is listed.
    assert_eq!(get(&store, newer).await.state, JobState::Waiting);
    let overview = store.jobs().overview().await.unwrap();
    let known = registry(&seen).build().unwrap();
    assert_eq!(known.unknown(&overview).iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["of a newer version"]);
    assert_eq!(known.names().collect::<Vec<_>>(), ["do"]);
}

/// However long a remote says, and whatever: it is never asked over and over without an end.
async fn a_remote_that_says_when_to_come_again_is_asked_no_more_than_that(house: &House) {
    let (store, seen) = (house.store().await, Seen::new());
    let mut ids = Vec::new();
    for answer in [Do::Answer(503, 0), Do::Answer(500, 0), Do::Answer(429, 0)] {
        ids.push(later(&store, answer).await);
    }
    let waits: RetryPattern = [(1, Wait::seconds(7_200))].into_iter().collect();
    for answer in [Do::Answer(503, 60), Do::Answer(503, 36_000), Do::Answer(429, 60), Do::Answer(429, 36_000)] {
        ids.push(answer.later().retry(waits.clone()).on(&store).await.unwrap().id());
    }
    let summary = worker(&store, &seen).run_until_idle().await.unwrap();
    assert_eq!((summary.done, summary.failed, summary.retried), (0, 0, 13), "{summary}");
    let mut kept = Vec::new();
    for id in ids {
        let job = get(&store, id).await;
        let wait = job.due_at - job.started_at.unwrap();
        kept.push((job.state, job.tries, wait.num_minutes() / 60));
    }
    assert_eq!(kept[..3], [(JobState::Failed, 3, 0); 3], "each of them was a try");
    // As long as the pattern says, and as the remote does.
    let expected = [(1, 2), (1, 10), (0, 2), (0, 10)];
    assert_eq!(kept[3..], expected.map(|(tries, hours)| (JobState::Waiting, tries, hours)));
}

async fn jobs_run_at_once_and_in_other_channels(house: &House) {
    let (store, seen) = (house.store().await, Seen::new());
    // They end when there are four of them.
    for _ in 0..4 {
        later(&store, Do::Meet).await;
    }
    assert_eq!(worker(&store, &seen).concurrency(4).run_until_idle().await.unwrap().done, 4);

    let here = Do::Nothing.later().channel("here").on(&store).await.unwrap().id();
    let there = Do::Nothing.later().channel("there").on(&store).await.unwrap().id();
    assert_eq!(worker(&store, &seen).only(["here"]).run_until_idle().await.unwrap().done, 1);
    assert_eq!(worker(&store, &seen).channel("there", 0).run_until_idle().await.unwrap().done, 0);
    assert_eq!((get(&store, here).await.state, get(&store, there).await.state), (JobState::Done, JobState::Waiting));
}

/// It would look for jobs in an hour.
async fn a_worker_wakes_for_jobs_of_its_process(house: &House) {
    let (store, seen) = (house.store().await, Seen::new());
    let stop = Arc::new(Notify::new());
    let running = tokio::spawn({
        let (worker, stop) = (worker(&store, &seen).poll(HOUR).lease(HOUR), Arc::clone(&stop));
        async move { worker.run(stop.notified()).await.unwrap() }
    });
    for n in 0..10 {
        let told = store.jobs();
        told.enqueue(&Do::WaitForGo.later().to_job().unwrap()).await.unwrap();
        seen.started.acquire().await.unwrap().forget();
        seen.go.add_permits(1);
        let told = seen.clone();
        // So that some are enqueued while it settles, and some while it sleeps.
        if n % 2 == 0 {
            while told.said.lock().unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
            told.said();
        }
    }
    stop.notify_one();
    assert_eq!(running.await.unwrap().done, 10);
}

async fn a_stopped_worker_lets_its_jobs_end_or_gives_them_back(house: &House) {
    let (store, seen) = (house.store().await, Seen::new());
    let (ends, hangs) = (later(&store, Do::WaitForGo).await, later(&store, Do::Progress).await);
    let stop = async {
        seen.started.acquire().await.unwrap().forget();
        seen.started.acquire().await.unwrap().forget();
        Do::Say("too late".into()).later().priority(0).on(&store).await.unwrap();
        seen.go.add_permits(1);
    };
    // The one that hangs is asked how far it is.
    let worker = worker(&store, &seen).grace(Duration::from_millis(700)).lease(Duration::from_millis(600)).concurrency(2);
    let summary = worker.run(stop).await.unwrap();
    assert_eq!((summary.done, summary.given_back), (1, 1), "{summary}");
    assert_eq!(get(&store, ends).await.state, JobState::Done);
    let hangs = get(&store, hangs).await;
    assert_eq!((hangs.state, hangs.tries, hangs.message.as_deref()), (JobState::Waiting, 0, Some("half of it")));
    assert_eq!(seen.said(), ["went"]);
}

async fn a_job_that_is_given_to_another_worker_is_stopped(house: &House) {
    let (store, seen) = (house.store().await, Seen::new());
    let id = later(&store, Do::Progress).await;
    let stop = Arc::new(Notify::new());
    let running = tokio::spawn({
        let (worker, stop) = (worker(&store, &seen).lease(Duration::from_millis(300)), Arc::clone(&stop));
        async move { worker.run(stop.notified()).await.unwrap() }
    });
    seen.started.acquire().await.unwrap().forget();
    // As if another worker had taken it.
    crate::support::script(&store, "UPDATE connector_job SET fence = fence + 1, tries = 3").await;
    // Its lease is extended no more; then it is taken back, and was tried as often as it may be.
    while get(&store, id).await.state != JobState::Failed {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.notify_one();
    let summary = running.await.unwrap();
    assert_eq!((summary.done, summary.given_back, summary.lost), (0, 0, 1), "{summary}");
}

async fn jobs_are_trapped_and_performed(house: &House) {
    let (store, seen) = (house.store().await, Seen::new());
    later(&store, Do::Say("before".into())).await;
    let trap = trap_jobs(&store).await.unwrap();
    assert_eq!(trap.jobs().await.unwrap(), []);
    Do::Say("after".into()).later().after(HOUR).on(&store).await.unwrap();
    later(&store, Do::Enqueue(1)).await;
    assert_eq!(trap.waiting::<Do>().await.unwrap(), [Do::Say("after".into()), Do::Enqueue(1)]);
    assert!(matches!(trap.waiting::<Other>().await, Err(Error::Job { .. })), "it is kept otherwise");
    let summary = trap.perform(registry(&seen).build().unwrap()).await.unwrap();
    assert_eq!(summary.done, 4);
    assert_eq!(trap.jobs().await.unwrap().len(), 3);
    assert_eq!(trap.waiting::<Do>().await.unwrap(), []);
    let mut said = seen.said();
    said.sort();
    assert_eq!(said, ["1", "after", "before"]);
}

crate::support::on_both! {
    jobs_run_in_order_with_what_they_enqueue,
    what_a_job_says_decides_what_becomes_of_it,
    a_remote_that_says_when_to_come_again_is_asked_no_more_than_that,
    jobs_run_at_once_and_in_other_channels,
    a_worker_wakes_for_jobs_of_its_process,
    a_stopped_worker_lets_its_jobs_end_or_gives_them_back,
    a_job_that_is_given_to_another_worker_is_stopped,
    jobs_are_trapped_and_performed,
}

#[test]
fn two_types_with_one_name_are_refused() {
    let seen = Seen::new();
    let error = registry(&seen).job::<Do>().job::<Other>().with(Arc::clone(&seen)).build().unwrap_err();
    assert_eq!(error.faults.len(), 2, "{error}");
    assert!(error.to_string().contains("are called \"do\": give one of them another `NAME`"), "{error}");
}

#[tokio::test]
async fn what_a_job_was_not_given_is_said() {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    store.migrate(&crate::support::SHOP).await.unwrap();
    let id = later(&store, Do::Nothing).await;
    Worker::new(&store, JobRegistry::builder().job::<Do>().build().unwrap()).run_until_idle().await.unwrap();
    let error = get(&store, id).await.error.unwrap();
    assert!(error.contains("Seen`: add it with `.with(…)`"), "{error}");
}
