//! Another engine than the store's table, that keeps a queue's promise: leases and fences.
#![cfg(feature = "sqlite")] // The store has nothing to do with it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use connector_store::{BoxFuture, Error, Store};
use connector_sync::jobs::{
    Claim, Claimed, Done, Enqueued, Held, Job, JobContext, JobError, JobId, JobQueue, JobRegistry, NewJob, RetryPattern, Settled,
    StoredJob, Worker,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

const MINUTE: Duration = Duration::from_mins(1);

/// What such an engine would write down of a job: all that was said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Kept {
    name: String,
    payload: String,
    channel: String,
    priority: i64,
    due_at: DateTime<Utc>,
    identity: Option<String>,
    max_tries: u32,
    retry: String,
    backend: Option<(String, i64)>,
    external_id: Option<String>,
}

impl Kept {
    fn of(job: &NewJob, now: DateTime<Utc>) -> Self {
        Self {
            name: job.name().to_owned(),
            payload: job.payload().to_owned(),
            channel: job.get_channel().to_owned(),
            priority: job.get_priority(),
            due_at: job.due_at(now),
            identity: job.get_identity().map(str::to_owned),
            max_tries: job.get_max_tries(),
            retry: job.get_retry().to_string(),
            backend: job.get_backend().map(|(model, id)| (model.to_owned(), id)),
            external_id: job.get_external_id().map(str::to_owned),
        }
    }

    fn job(&self) -> NewJob {
        let job = NewJob::new(&self.name, &self.payload).channel(&self.channel).priority(self.priority).at(self.due_at);
        let job = job.max_tries(self.max_tries).retry(self.retry.parse().unwrap());
        let job = self.identity.iter().fold(job, NewJob::identity);
        let job = self.backend.iter().fold(job, |job, (model, id)| job.backend(model, *id));
        self.external_id.iter().fold(job, NewJob::external_id)
    }
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    Waiting,
    /// Until then.
    Leased(DateTime<Utc>),
    Done,
    Failed(String),
}

/// A row of the engine.
struct Row {
    json: String,
    due_at: DateTime<Utc>,
    tries: u32,
    fence: i64,
    state: State,
}

impl Row {
    fn kept(&self) -> Kept {
        serde_json::from_str(&self.json).unwrap()
    }

    fn is_held(&self, held: Held) -> bool {
        matches!(self.state, State::Leased(_)) && self.fence == held.fence()
    }

    /// It did not succeed.
    fn again(&mut self, now: DateTime<Utc>, error: &str, after: Option<Duration>, counts: bool) {
        let kept = self.kept();
        if counts && kept.max_tries != 0 && self.tries >= kept.max_tries {
            self.state = State::Failed(error.to_owned());
            return;
        }
        self.due_at = now + after.unwrap_or_else(|| kept.job().get_retry().wait(self.tries));
        self.tries -= u32::from(!counts);
        self.state = State::Waiting;
    }
}

struct Table {
    /// Time goes by when a test says so.
    now: DateTime<Utc>,
    rows: BTreeMap<i64, Row>,
}

#[derive(Clone)]
struct Engine {
    table: Arc<Mutex<Table>>,
    lost: Arc<Notify>,
}

impl Engine {
    fn new() -> Self {
        Self { table: Arc::new(Mutex::new(Table { now: Utc::now(), rows: BTreeMap::new() })), lost: Arc::default() }
    }

    fn state(&self, id: JobId) -> State {
        self.table.lock().unwrap().rows[&id.get()].state.clone()
    }

    fn pass(&self, time: Duration) {
        self.table.lock().unwrap().now += time;
    }

    /// Does something to each row that is held still; gives the others.
    fn each<T>(&self, all: &[(Held, T)], mut change: impl FnMut(DateTime<Utc>, &mut Row, &T)) -> Vec<JobId> {
        let mut table = self.table.lock().unwrap();
        let now = table.now;
        let mut lost = Vec::new();
        for (held, what) in all {
            match table.rows.get_mut(&held.id().get()).filter(|row| row.is_held(*held)) {
                Some(row) => change(now, row, what),
                None => lost.push(held.id()),
            }
        }
        if !lost.is_empty() {
            self.lost.notify_one();
        }
        lost
    }
}

impl JobQueue for Engine {
    fn enqueue<'q>(&'q self, jobs: &'q [NewJob]) -> BoxFuture<'q, Result<Vec<Enqueued>, Error>> {
        let mut table = self.table.lock().unwrap();
        let now = table.now;
        let mut enqueued = Vec::new();
        for job in jobs {
            let (id, kept) = (i64::try_from(table.rows.len()).unwrap() + 1, Kept::of(job, now));
            assert_eq!(Kept::of(&kept.job(), now), kept, "it can be put together again");
            let json = serde_json::to_string(&kept).unwrap();
            table.rows.insert(id, Row { json, due_at: kept.due_at, tries: 0, fence: 0, state: State::Waiting });
            enqueued.push(Enqueued::New(JobId::new(id)));
        }
        Box::pin(async { Ok(enqueued) })
    }

    fn claim<'q>(&'q self, claim: &'q Claim) -> BoxFuture<'q, Result<Claimed, Error>> {
        let mut table = self.table.lock().unwrap();
        let (now, (count, lease)) = (table.now, claim.size());
        let mut claimed = Claimed::default();
        for (id, row) in &mut table.rows {
            let kept = row.kept();
            let wanted = claim.names().contains(&kept.name) && claim.serves(&kept.channel);
            if claimed.jobs.len() == count || row.state != State::Waiting || row.due_at > now || !wanted {
                continue;
            }
            (row.state, row.fence, row.tries) = (State::Leased(now + lease), row.fence + 1, row.tries + 1);
            claimed.jobs.push(StoredJob::claimed(JobId::new(*id), row.fence, row.tries, &kept.job(), now));
        }
        Box::pin(async { Ok(claimed) })
    }

    fn extend<'q>(&'q self, held: &'q [(Held, Option<String>)], lease: Duration) -> BoxFuture<'q, Result<Vec<JobId>, Error>> {
        let lost = self.each(held, |now, row, _| row.state = State::Leased(now + lease));
        Box::pin(async { Ok(lost) })
    }

    fn settle<'q>(&'q self, settled: &'q [(Held, Settled)]) -> BoxFuture<'q, Result<Vec<JobId>, Error>> {
        let lost = self.each(settled, |now, row, settled| match settled {
            Settled::Done(_) => row.state = State::Done,
            Settled::Failed(error) => row.state = State::Failed(error.clone()),
            Settled::Retry { error, after, counts } => row.again(now, error, *after, *counts),
            Settled::GivenBack => row.again(now, "", Some(Duration::ZERO), false),
        });
        Box::pin(async { Ok(lost) })
    }

    fn recover(&self) -> BoxFuture<'_, Result<usize, Error>> {
        let mut table = self.table.lock().unwrap();
        let now = table.now;
        let ended = table.rows.values_mut().filter(|row| matches!(row.state, State::Leased(until) if until < now));
        let count = ended.map(|row| row.again(now, "its worker died", None, true)).count();
        Box::pin(async move { Ok(count) })
    }

    fn prune(&self, _: Duration) -> BoxFuture<'_, Result<u64, Error>> {
        Box::pin(async { Ok(0) })
    }

    fn enqueued(&self) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// What a test sees of its jobs.
#[derive(Default)]
struct Seen {
    runs: Mutex<Vec<String>>,
    hangs: Notify,
}

#[derive(Serialize, Deserialize)]
enum Do {
    Say(String),
    Retry,
    Hang,
}

impl Job for Do {
    const NAME: &'static str = "do";
    const RETRY: RetryPattern = RetryPattern::AT_ONCE;
    const MAX_TRIES: u32 = 3;

    async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
        let seen = context.get::<Seen>()?;
        match self {
            Self::Say(what) => seen.runs.lock().unwrap().push(what.clone()),
            Self::Retry => return Err(JobError::retry("no")),
            Self::Hang => {
                seen.hangs.notify_one();
                std::future::pending::<()>().await;
            }
        }
        Ok(().into())
    }
}

async fn worker(engine: &Engine, seen: &Arc<Seen>) -> Worker {
    let store = Store::connect("sqlite::memory:").await.unwrap();
    let jobs = JobRegistry::builder().job::<Do>().with(Arc::clone(seen)).build().unwrap();
    Worker::new(&store, jobs).queue(engine.clone()).poll(Duration::from_millis(20))
}

async fn enqueue(engine: &Engine, job: Do) -> JobId {
    engine.enqueue(&[job.later().identity("x").to_job().unwrap().backend("shop.backend", 7)]).await.unwrap()[0].id()
}

#[tokio::test]
async fn a_worker_runs_what_is_there() {
    let (engine, seen) = (Engine::new(), Arc::default());
    let said = enqueue(&engine, Do::Say("elsewhere".into())).await;
    let failed = enqueue(&engine, Do::Retry).await;
    let summary = worker(&engine, &seen).await.run_until_idle().await.unwrap();
    assert_eq!((summary.done, summary.retried, summary.lost), (1, 3, 0), "{summary}");
    assert_eq!(*seen.runs.lock().unwrap(), ["elsewhere"]);
    assert_eq!((engine.state(said), engine.state(failed)), (State::Done, State::Failed("no".into())));
}

#[tokio::test]
async fn who_holds_an_older_fence_writes_nothing() {
    let engine = Engine::new();
    let id = enqueue(&engine, Do::Hang).await;
    let claim = Claim::new("test", ["do"]).count(9).lease(MINUTE);
    let first = engine.claim(&claim).await.unwrap().jobs;
    assert_eq!(first[0].held(), Held::new(id, 1));
    assert_eq!(engine.claim(&claim).await.unwrap().jobs, [], "it is given to nobody else");
    engine.pass(2 * MINUTE);
    assert_eq!(engine.recover().await.unwrap(), 1);
    assert_eq!(engine.claim(&claim).await.unwrap().jobs[0].fence, 2);

    // As another process says it, from what it kept.
    let (older, newer) = (Held::new(id, 1), Held::new(id, 2));
    assert_eq!(engine.settle(&[(older, Settled::Done(None))]).await.unwrap(), [id]);
    assert_eq!(engine.extend(&[(older, None)], MINUTE).await.unwrap(), [id]);
    assert!(matches!(engine.state(id), State::Leased(_)));
    assert_eq!(engine.settle(&[(newer, Settled::Done(None))]).await.unwrap(), []);
    assert_eq!(engine.state(id), State::Done);
}

#[tokio::test]
async fn a_worker_stops_what_was_given_to_another_one() {
    let (engine, seen) = (Engine::new(), Arc::<Seen>::default());
    let id = enqueue(&engine, Do::Hang).await;
    let worker = worker(&engine, &seen).await.lease(Duration::from_millis(90));
    let stop = async {
        seen.hangs.notified().await;
        engine.pass(MINUTE);
        // Its own worker may take it back as well.
        engine.recover().await.unwrap();
        let table = Arc::clone(&engine.table);
        if let Some(row) = table.lock().unwrap().rows.get_mut(&id.get()) {
            (row.state, row.fence) = (State::Leased(DateTime::<Utc>::MAX_UTC), row.fence + 1);
        }
        engine.lost.notified().await;
    };
    let summary = worker.run(stop).await.unwrap();
    assert_eq!((summary.done, summary.given_back, summary.lost), (0, 0, 1), "{summary}");
    assert_eq!(engine.state(id), State::Leased(DateTime::<Utc>::MAX_UTC), "the other one has it still");
}
