//! What becomes of a claimed job.

use std::collections::HashSet;
use std::time::Duration;

use connector_core::Value;

use super::{JobId, JobState, Jobs, StoredJob, micros, text, words};
use crate::database::Fault;
use crate::{Error, Tx, sql};

/// How many expired leases are taken back at once.
const AT_ONCE: i64 = 500;

/// What a worker holds a job by. A worker whose lease has expired, and whose job was given to another one, holds nothing any more:
/// whatever it says of the job is not written.
///
/// ```
/// use connector_store::jobs::{Held, JobId};
///
/// let held = Held::new(JobId::new(7), 2);
/// assert_eq!((held.id().get(), held.fence()), (7, 2));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Held {
    id: JobId,
    fence: i64,
}

impl Held {
    /// A job by its number, and by how often it was claimed: as it is put together again from what was kept of it.
    #[must_use]
    pub fn new(id: JobId, fence: i64) -> Self {
        Self { id, fence }
    }

    /// The job.
    #[must_use]
    pub fn id(self) -> JobId {
        self.id
    }

    /// How often it was claimed: whoever holds it by a lesser number holds nothing any more.
    #[must_use]
    pub fn fence(self) -> i64 {
        self.fence
    }
}

/// What became of a claimed job.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_store::jobs::{Claim, JobState, NewJob, Settled};
///
/// let id = store.jobs().enqueue(&NewJob::new("mail", "{}")).await?.id();
/// let held = store.jobs().claim(&Claim::new("worker 1", ["mail"])).await?.jobs[0].held();
/// let wait = Some(Duration::from_secs(60));
/// store.jobs().settle(&[(held, Settled::Retry { error: "no route".into(), after: wait, counts: true })]).await?;
///
/// let job = store.jobs().get(id).await?.unwrap();
/// assert_eq!((job.state, job.tries, job.error.as_deref()), (JobState::Waiting, 1, Some("no route")));
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It succeeded, and says so.
    Done(Option<String>),
    /// It is to be tried again, unless it was tried as often as it may be: then it failed.
    Retry {
        /// What went wrong, without secrets.
        error: String,
        /// After this much time, instead of what its pattern says.
        after: Option<Duration>,
        /// Whether this was one of its tries.
        counts: bool,
    },
    /// It failed, and would again.
    Failed(String),
    /// Its worker has no more time for it: another one may have it, at once. It waits in its old place, and this was no try.
    GivenBack,
}

/// Held jobs with what is said of each, as the statements take them.
fn listed<'h>(held: impl Iterator<Item = (Held, Option<&'h str>)>) -> Value {
    let item = |(held, message): (Held, Option<&str>)| serde_json::json!([held.id.get(), held.fence, message.map(words)]);
    Value::Text(serde_json::Value::from(held.map(item).collect::<Vec<_>>()).to_string())
}

impl Jobs<'_> {
    /// Says of claimed jobs that their worker is still there, for another `lease`, and how far each is. Gives those that were lost
    /// to another worker: they are to be stopped.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_store::jobs::{Claim, NewJob};
    ///
    /// store.jobs().enqueue(&NewJob::new("mail", "{}")).await?;
    /// let held = store.jobs().claim(&Claim::new("worker 1", ["mail"])).await?.jobs[0].held();
    /// let lost = store.jobs().extend(&[(held, Some("half of it is done".into()))], Duration::from_secs(60)).await?;
    /// assert!(lost.is_empty());
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// What the database says; nothing is extended then.
    pub async fn extend(self, held: &[(Held, Option<String>)], lease: Duration) -> Result<Vec<JobId>, Error> {
        if held.is_empty() {
            return Ok(Vec::new());
        }
        let values = &[listed(held.iter().map(|(held, message)| (*held, message.as_deref()))), micros(lease)];
        let sql = &sql::jobs::extend(self.store.statements().dialect);
        let still = self.run(move |tx| Box::pin(async move { tx.ids(sql, values).await })).await?;
        Ok(missing(held.iter().map(|(held, _)| *held), still))
    }

    /// Writes what became of claimed jobs, all of them in one transaction. Gives those that were lost to another worker, of which
    /// nothing is written.
    ///
    /// # Errors
    /// What the database says; nothing is written then.
    pub async fn settle(self, settled: &[(Held, Settled)]) -> Result<Vec<JobId>, Error> {
        if settled.is_empty() {
            return Ok(Vec::new());
        }
        let still = self.run(move |tx| Box::pin(async move { tx.settle(settled).await })).await?;
        Ok(missing(settled.iter().map(|(held, _)| *held), still))
    }

    /// Gives the jobs of dead workers back, those whose leases have expired: to be tried again after what their patterns say, or
    /// failed where they were tried as often as they may be. Gives how many there were.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_store::jobs::{Claim, NewJob, RetryPattern};
    ///
    /// store.jobs().enqueue(&NewJob::new("mail", "{}").retry(RetryPattern::AT_ONCE)).await?;
    /// let claim = Claim::new("worker 1", ["mail"]).lease(Duration::from_millis(1));
    /// store.jobs().claim(&claim).await?; // and the worker dies
    /// # tokio::time::sleep(Duration::from_millis(20)).await;
    /// assert_eq!(store.jobs().recover().await?, 1);
    /// assert_eq!(store.jobs().claim(&claim).await?.jobs.len(), 1);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// What the database says.
    pub async fn recover(self) -> Result<usize, Error> {
        self.run(move |tx| Box::pin(async move { tx.recover().await })).await
    }
}

fn missing(asked: impl Iterator<Item = Held>, still: Vec<JobId>) -> Vec<JobId> {
    let still: HashSet<JobId> = still.into_iter().collect();
    asked.map(Held::id).filter(|id| !still.contains(id)).collect()
}

impl Tx<'_> {
    async fn settle(&mut self, settled: &[(Held, Settled)]) -> Result<Vec<JobId>, Error> {
        let dialect = self.statements.dialect;
        let done = settled.iter().filter_map(|(held, settled)| match settled {
            Settled::Done(message) => Some((*held, message.as_deref())),
            _ => None,
        });
        let done: Vec<_> = done.collect();
        let mut still =
            if done.is_empty() { Vec::new() } else { self.ids(&sql::jobs::finish(dialect), &[listed(done.into_iter())]).await? };
        for (held, settled) in settled {
            if matches!(settled, Settled::Done(_)) {
                continue;
            }
            let values = [Value::Int(held.id.get()), Value::Int(held.fence)];
            let Some(job) = self.job(&sql::jobs::held(dialect), &values).await? else { continue };
            still.push(job.id);
            self.settle_one(&job, settled).await?;
        }
        Ok(still)
    }

    /// What is to be done with a job that did not succeed.
    async fn settle_one(&mut self, job: &StoredJob, settled: &Settled) -> Result<(), Error> {
        match settled {
            Settled::Done(_) => Ok(()),
            Settled::GivenBack => self.wait(job, None, job.tries.saturating_sub(1), job.error.as_deref()).await,
            Settled::Failed(error) => self.end(job.id, JobState::Failed, Some(error)).await,
            Settled::Retry { error, counts: true, .. } if job.max_tries != 0 && job.tries >= job.max_tries => {
                let error = format!("{error} (tried {} times, which is as often as it may be)", job.tries);
                self.end(job.id, JobState::Failed, Some(&error)).await
            }
            Settled::Retry { error, after, counts } => {
                let wait = after.unwrap_or_else(|| job.retry.wait(job.tries));
                let tries = if *counts { job.tries } else { job.tries.saturating_sub(1) };
                self.wait(job, Some(wait), tries, Some(error)).await
            }
        }
    }

    async fn recover(&mut self) -> Result<usize, Error> {
        let mut expired = Vec::new();
        let sql = sql::jobs::expired(self.statements.dialect);
        self.session
            .query(&sql, &[Value::Int(AT_ONCE)], &mut |row| {
                expired.push(StoredJob::read(row)?);
                Ok(())
            })
            .await?;
        for job in &expired {
            let worker = job.worker.as_deref().unwrap_or("?");
            let error = format!("its worker {worker} died while it ran, or lost the database for too long");
            self.settle_one(job, &Settled::Retry { error, after: None, counts: true }).await?;
        }
        Ok(expired.len())
    }

    /// Lets a job wait (again), in its old place where no time is said. Where another one with its identity waits meanwhile, that one will do the same: this one is
    /// cancelled.
    async fn wait(&mut self, job: &StoredJob, wait: Option<Duration>, tries: u32, error: Option<&str>) -> Result<(), Error> {
        let values = [Value::Int(job.id.get()), wait.map_or(Value::Null, micros), Value::Int(tries.into()), optional(error)];
        match self.session.execute(&sql::jobs::wait(self.statements.dialect), &values).await {
            Ok(_) => {
                self.has_jobs = true;
                Ok(())
            }
            Err(Fault::Unique(_)) => {
                let superseded = "another job with its identity waits, and does the same";
                let error = error.map_or_else(|| superseded.to_owned(), |error| format!("{error}; {superseded}"));
                self.end(job.id, JobState::Cancelled, Some(&error)).await
            }
            Err(fault) => Err(fault.into()),
        }
    }

    pub(super) async fn end(&mut self, id: JobId, state: JobState, error: Option<&str>) -> Result<(), Error> {
        let values = [Value::Int(id.get()), text(state.as_str()), optional(error)];
        self.session.execute(&sql::jobs::end(self.statements.dialect), &values).await?;
        Ok(())
    }

    /// The one job that a statement gives.
    pub(super) async fn job(&mut self, sql: &str, values: &[Value]) -> Result<Option<StoredJob>, Error> {
        let mut found = None;
        self.session
            .query(sql, values, &mut |row| {
                found = Some(StoredJob::read(row)?);
                Ok(())
            })
            .await?;
        Ok(found)
    }
}

pub(super) fn optional(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(words(text)))
}
