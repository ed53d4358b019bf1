//! The worker at work.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use connector_store::jobs::{Claim, Held, JobId, Settled, StoredJob};
use connector_store::{Error, Origin};
use tokio::task::{AbortHandle, Id, JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior};
use tracing::Instrument;

use super::context::Progress;
use super::job::may_go_away;
use super::{Done, JobContext, JobError, Worker};

/// How often what ended long ago is deleted.
const PRUNE: Duration = Duration::from_hours(1);

/// What a worker did.
///
/// ```
/// use connector_sync::jobs::Summary;
///
/// assert_eq!(
///     Summary::default().to_string(),
///     "0 jobs done, 0 failed, 0 to be tried again, 0 given back, 0 lost to other workers"
/// );
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// How many succeeded.
    pub done: u64,
    /// How many failed for good, or panicked.
    pub failed: u64,
    /// How many are to be tried again, or were tried as often as they may be.
    pub retried: u64,
    /// How many had not ended when the worker was stopped.
    pub given_back: u64,
    /// How many were lost, as this worker was taken for dead.
    pub lost: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { done, failed, retried, given_back, lost } = self;
        write!(f, "{done} jobs done, {failed} failed, {retried} to be tried again, {given_back} given back, {lost} lost to other workers")
    }
}

/// When a worker ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    Stopped,
    Idle,
}

/// A worker at work.
pub(super) struct Running {
    worker: Worker,
    tasks: JoinSet<Result<Done, JobError>>,
    jobs: HashMap<Id, RunningJob>,
    /// What is still to be written.
    settled: Vec<(Held, Settled)>,
    summary: Summary,
}

/// A job that runs.
struct RunningJob {
    job: Arc<StoredJob>,
    progress: Progress,
    abort: AbortHandle,
}

impl Running {
    pub(super) fn new(worker: Worker) -> Self {
        Self { worker, tasks: JoinSet::new(), jobs: HashMap::new(), settled: Vec::new(), summary: Summary::default() }
    }

    pub(super) async fn run(mut self, until: Until, stop: impl Future<Output = ()> + Send) -> Result<Summary, Error> {
        let mut stop = std::pin::pin!(stop);
        let every = self.worker.lease / 3;
        let mut beat = tokio::time::interval_at(Instant::now() + every, every);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut pruned = Instant::now();
        self.beat().await?;
        self.prune().await?;
        // Once it is stopped: until when its jobs may go on.
        let mut ends: Option<Instant> = None;
        loop {
            // What is enqueued from here on is either seen by the claim, or wakes.
            let enqueued = self.worker.queue.enqueued();
            self.settle().await?;
            let mut pause = self.worker.poll;
            let wants_more = ends.is_none() && self.jobs.len() < self.worker.concurrency;
            if wants_more {
                let (started, next_due) = self.claim().await?;
                pause = next_due.map_or(pause, |next| next.min(pause));
                if until == Until::Idle && started == 0 && self.jobs.is_empty() && self.settled.is_empty() {
                    return Ok(self.summary);
                }
            }
            // What the database does not take until then is lost with the leases, and runs again.
            if ends.is_some_and(|ends| self.jobs.is_empty() && (self.settled.is_empty() || ends <= Instant::now())) {
                return Ok(self.summary);
            }
            if !self.settled.is_empty() {
                // The database did not take it: again in a moment.
                pause = pause.min(Duration::from_millis(500));
            }
            let pausing = wants_more || !self.settled.is_empty();
            let grace = ends.unwrap_or_else(Instant::now);
            tokio::select! {
                biased;
                () = &mut stop, if ends.is_none() => ends = Some(Instant::now() + self.worker.grace),
                () = tokio::time::sleep_until(grace), if ends.is_some() && !self.jobs.is_empty() => self.give_back().await?,
                _ = beat.tick() => {
                    self.beat().await?;
                    if pruned.elapsed() >= PRUNE {
                        pruned = Instant::now();
                        self.prune().await?;
                    }
                }
                Some(ended) = self.tasks.join_next_with_id() => self.ended(ended),
                () = enqueued, if wants_more => {}
                () = tokio::time::sleep(pause), if pausing => {}
            }
            // What ended meanwhile is written together.
            while let Some(ended) = self.tasks.try_join_next_with_id() {
                self.ended(ended);
            }
        }
    }

    /// Passes over what may go away by itself.
    fn tolerate<R: Default>(&self, result: Result<R, Error>, what: &str) -> Result<R, Error> {
        match result {
            Err(error) if may_go_away(&error) => {
                tracing::warn!(worker = self.worker.name, %error, "cannot {what} now");
                Ok(R::default())
            }
            other => other,
        }
    }

    /// Starts what is due. Says how many there were, and when the next is.
    async fn claim(&mut self) -> Result<(usize, Option<Duration>), Error> {
        let free = self.worker.concurrency - self.jobs.len();
        let claim: Claim = self.worker.claim.clone().count(free).lease(self.worker.lease);
        let claimed = self.worker.queue.claim(&claim).await;
        let claimed = self.tolerate(claimed, "take jobs")?;
        let started = claimed.jobs.len();
        for job in claimed.jobs {
            self.start(job);
        }
        Ok((started, claimed.next_due))
    }

    fn start(&mut self, job: StoredJob) {
        let progress = Progress::default();
        let StoredJob { id, name, channel, tries, backend_model, backend_id, external_id, .. } = &job;
        let span = tracing::info_span!(
            "job",
            id = id.get(),
            name,
            channel,
            tries,
            backend.model = backend_model,
            backend.id = backend_id,
            external_id
        );
        let (store, registry) = (self.worker.store.clone(), Arc::clone(&self.worker.jobs));
        let job = Arc::new(job);
        let context = JobContext::new(store.with_origin(Origin::Job(job.id)), registry.shared(), Arc::clone(&job), progress.clone());
        let running = Arc::clone(&job);
        let work = async move {
            let result = registry.run(&running, &context).await;
            match &result {
                Ok(Done(message)) => tracing::debug!(message, "done"),
                Err(error) => tracing::warn!(%error, again = error.is_retryable(), "did not succeed"),
            }
            result
        };
        let abort = self.tasks.spawn(work.instrument(span));
        self.jobs.insert(abort.id(), RunningJob { job, progress, abort });
    }

    fn ended(&mut self, ended: Result<(Id, Result<Done, JobError>), JoinError>) {
        let id = match &ended {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        // Not there any more when it was lost.
        let Some(RunningJob { job, progress, .. }) = self.jobs.remove(&id) else { return };
        let settled = match ended {
            // What it said last is kept with it.
            Ok((_, Ok(Done(message)))) => Settled::Done(message.or_else(|| progress.take())),
            Ok((_, Err(error))) => error.settled(&job),
            // What it says may quote anything: it is in the worker's own output alone.
            Err(error) if error.is_panic() => Settled::Failed("it panicked: its worker's output says where".to_owned()),
            Err(_) => Settled::GivenBack,
        };
        self.settled.push((job.held(), settled));
    }

    /// Writes what became of jobs.
    async fn settle(&mut self) -> Result<(), Error> {
        if self.settled.is_empty() {
            return Ok(());
        }
        let lost = match self.worker.queue.settle(&self.settled).await {
            Err(error) if may_go_away(&error) => {
                // Kept for the next time; the leases are extended no longer, so that others run the jobs again if it takes too long.
                tracing::warn!(worker = self.worker.name, %error, "cannot write what became of jobs now");
                return Ok(());
            }
            other => other?,
        };
        for (held, settled) in std::mem::take(&mut self.settled) {
            let count = match settled {
                _ if lost.contains(&held.id()) => &mut self.summary.lost,
                Settled::Done(_) => &mut self.summary.done,
                Settled::Failed(_) => &mut self.summary.failed,
                Settled::Retry { .. } => &mut self.summary.retried,
                Settled::GivenBack => &mut self.summary.given_back,
            };
            *count += 1;
        }
        Ok(())
    }

    /// Says that this worker is there, and looks for those that are not.
    async fn beat(&mut self) -> Result<(), Error> {
        let held: Vec<(Held, Option<String>)> = self.jobs.values().map(|running| (running.job.held(), running.progress.take())).collect();
        let lost = self.worker.queue.extend(&held, self.worker.lease).await;
        let lost: Vec<JobId> = self.tolerate(lost, "extend its leases")?;
        self.jobs.retain(|_, running| {
            let is_lost = lost.contains(&running.job.id);
            if is_lost {
                tracing::warn!(
                    worker = self.worker.name,
                    id = running.job.id.get(),
                    "this job was given to another worker: it is stopped here"
                );
                running.abort.abort();
            }
            !is_lost
        });
        self.summary.lost += lost.len() as u64;
        let recovered = self.worker.queue.recover().await;
        let recovered = self.tolerate(recovered, "look for dead workers")?;
        if recovered > 0 {
            tracing::warn!(worker = self.worker.name, recovered, "jobs of dead workers were given back");
        }
        Ok(())
    }

    async fn prune(&self) -> Result<(), Error> {
        if let Some(age) = self.worker.keep {
            let pruned = self.worker.queue.prune(age).await;
            self.tolerate(pruned, "delete old jobs")?;
        }
        Ok(())
    }

    /// Stops what still runs, for others to run it.
    async fn give_back(&mut self) -> Result<(), Error> {
        // How far they were is kept.
        self.beat().await?;
        self.tasks.abort_all();
        while let Some(ended) = self.tasks.join_next_with_id().await {
            self.ended(ended);
        }
        Ok(())
    }
}
