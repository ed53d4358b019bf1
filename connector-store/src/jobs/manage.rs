//! What people do with jobs: look at them, put them back, take them away.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::{ReadError, Value};

use super::{Enqueued, JobId, JobState, Jobs, StoredJob, micros, text, unreadable};
use crate::database::{Fault, Row};
use crate::{Error, Tx, sql};

/// How many rows are put back or deleted in one transaction.
const AT_ONCE: i64 = 500;

/// Which jobs are listed.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_store::jobs::{JobFilter, JobState, NewJob};
///
/// store.jobs().enqueue_many(&[NewJob::new("mail", "1"), NewJob::new("mail", "2")]).await?;
/// let waiting = JobFilter::new().name("mail").state(JobState::Waiting).limit(1);
/// let first = store.jobs().list(&waiting).await?;
/// let second = store.jobs().list(&waiting.after(first[0].id)).await?;
/// assert_eq!((first[0].payload.as_str(), second[0].payload.as_str()), ("1", "2"));
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    state: Option<JobState>,
    name: Option<String>,
    channel: Option<String>,
    after: Option<JobId>,
    limit: Option<u32>,
}

impl JobFilter {
    /// The first hundred, whatever they are.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those in a state.
    #[must_use]
    pub fn state(mut self, state: JobState) -> Self {
        self.state = Some(state);
        self
    }

    /// Those of a name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Those of a channel.
    #[must_use]
    pub fn channel(mut self, channel: impl Into<String>) -> Self {
        self.channel = Some(channel.into());
        self
    }

    /// Those that were enqueued after a job: for the next page.
    #[must_use]
    pub fn after(mut self, id: JobId) -> Self {
        self.after = Some(id);
        self
    }

    /// At most so many; 100 unless said otherwise.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }
}

/// How many jobs there are: its `Display` is a table.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_store::jobs::{JobState, NewJob};
///
/// store.jobs().enqueue(&NewJob::new("mail", "{}")).await?;
/// let overview = store.jobs().overview().await?;
/// assert_eq!(overview.count(JobState::Waiting), 1);
/// println!("{overview}");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overview {
    /// One line for each name, channel and state.
    pub lines: Vec<OverviewLine>,
}

/// The jobs of one name in one channel and one state.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_store::jobs::NewJob;
///
/// store.jobs().enqueue(&NewJob::new("mail", "{}").channel("slow")).await?;
/// let line = &store.jobs().overview().await?.lines[0];
/// assert_eq!((line.name.as_str(), line.channel.as_str(), line.count), ("mail", "slow", 1));
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OverviewLine {
    /// The name.
    pub name: String,
    /// The channel.
    pub channel: String,
    /// The state.
    pub state: JobState,
    /// How many.
    pub count: u64,
    /// How long ago the oldest of them was enqueued.
    pub oldest: Duration,
    /// When the first of them is, or was, due.
    pub first_due_at: DateTime<Utc>,
}

impl Overview {
    /// How many jobs are in a state.
    #[must_use]
    pub fn count(&self, state: JobState) -> u64 {
        self.lines.iter().filter(|line| line.state == state).map(|line| line.count).sum()
    }
}

impl fmt::Display for Overview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |of: fn(&OverviewLine) -> &str, least: &str| {
            self.lines.iter().map(|line| of(line).chars().count()).max().unwrap_or(0).max(least.len())
        };
        let (name, channel) = (width(|line| &line.name, "job"), width(|line| &line.channel, "channel"));
        write!(f, "{:name$}  {:channel$}  {:9}  {:>9}  {:>9}", "job", "channel", "state", "count", "oldest")?;
        for line in &self.lines {
            let oldest = age(line.oldest);
            write!(f, "\n{:name$}  {:channel$}  {:9}  {:>9}  {oldest:>9}", line.name, line.channel, line.state, line.count)?;
        }
        Ok(())
    }
}

/// `12 s`, `5 min`, `3 h`, `2 d`
fn age(age: Duration) -> String {
    match age.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

impl Jobs<'_> {
    /// A job.
    ///
    /// # Errors
    /// What the database says.
    pub async fn get(self, id: JobId) -> Result<Option<StoredJob>, Error> {
        let sql = sql::jobs::by_id(self.store.statements().dialect, false);
        self.store.read().await?.tx()?.job(&sql, &[Value::Int(id.get())]).await
    }

    /// Jobs, the first enqueued first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(self, filter: &JobFilter) -> Result<Vec<StoredJob>, Error> {
        self.store.read().await?.tx()?.list_jobs(filter).await
    }

    /// How many jobs there are of each name, channel and state. Reads the whole table.
    ///
    /// # Errors
    /// What the database says.
    pub async fn overview(self) -> Result<Overview, Error> {
        self.store.read().await?.tx()?.overview().await
    }

    /// Lets a job that failed or was cancelled wait again, due at once, with all its tries before it; one that waits for its time
    /// is due at once, too. `None` when there is no such job, or it runs or is done; [`Enqueued::Already`] when another one with its
    /// identity waits already, and this one stays as it is.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_store::jobs::{Claim, NewJob, Settled};
    ///
    /// let id = store.jobs().enqueue(&NewJob::new("mail", "{}")).await?.id();
    /// let held = store.jobs().claim(&Claim::new("worker 1", ["mail"])).await?.jobs[0].held();
    /// store.jobs().settle(&[(held, Settled::Failed("no such address".into()))]).await?;
    ///
    /// // The address was put right:
    /// assert!(store.jobs().requeue(id).await?.is_some_and(|job| job.is_new()));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// What the database says.
    pub async fn requeue(self, id: JobId) -> Result<Option<Enqueued>, Error> {
        self.run(move |tx| Box::pin(async move { tx.requeue(id).await })).await
    }

    /// [Requeues](Self::requeue) all that failed, or all of a name. Gives how many wait again.
    ///
    /// # Errors
    /// What the database says; those before stay requeued.
    pub async fn requeue_failed(self, name: Option<&str>) -> Result<u64, Error> {
        let mut filter = JobFilter::new().state(JobState::Failed).limit(u32::try_from(AT_ONCE).unwrap_or(u32::MAX));
        filter.name = name.map(str::to_owned);
        let mut requeued = 0;
        loop {
            let jobs = &self.list(&filter).await?;
            let Some(last) = jobs.last() else { return Ok(requeued) };
            requeued += self
                .run(move |tx| {
                    Box::pin(async move {
                        let mut requeued = 0;
                        for job in jobs {
                            requeued += u64::from(tx.requeue(job.id).await?.is_some_and(Enqueued::is_new));
                        }
                        Ok(requeued)
                    })
                })
                .await?;
            filter.after = Some(last.id);
        }
    }

    /// Takes a job away that waits or failed: it is kept as cancelled. `false` when there is no such job, or it runs or has ended.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_store::jobs::{JobState, NewJob};
    ///
    /// let id = store.jobs().enqueue(&NewJob::new("mail", "{}")).await?.id();
    /// assert!(store.jobs().cancel(id).await?);
    /// assert_eq!(store.jobs().get(id).await?.unwrap().state, JobState::Cancelled);
    /// assert_eq!(store.jobs().prune(Duration::ZERO).await?, 1);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// What the database says.
    pub async fn cancel(self, id: JobId) -> Result<bool, Error> {
        self.run(move |tx| Box::pin(async move { tx.cancel(id).await })).await
    }

    /// Deletes what was done or cancelled this long ago or earlier. What failed stays. Gives how many were deleted.
    ///
    /// # Errors
    /// What the database says; those before stay deleted.
    pub async fn prune(self, age: Duration) -> Result<u64, Error> {
        let values = &[micros(age), Value::Int(AT_ONCE)];
        let sql = &sql::jobs::prune(self.store.statements().dialect);
        let mut pruned = 0;
        loop {
            let some = self.run(move |tx| Box::pin(async move { Ok(tx.session.execute(sql, values).await?) })).await?;
            pruned += some;
            if some < AT_ONCE.unsigned_abs() {
                return Ok(pruned);
            }
        }
    }
}

impl Tx<'_> {
    async fn list_jobs(&mut self, filter: &JobFilter) -> Result<Vec<StoredJob>, Error> {
        let optional = |text: Option<&str>| text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
        let values = [
            Value::Int(filter.after.map_or(0, JobId::get)),
            Value::Int(filter.limit.unwrap_or(100).into()),
            optional(filter.state.map(JobState::as_str)),
            optional(filter.name.as_deref()),
            optional(filter.channel.as_deref()),
        ];
        let mut jobs = Vec::new();
        let sql = sql::jobs::listed(self.statements.dialect);
        self.session
            .query(&sql, &values, &mut |row| {
                jobs.push(StoredJob::read(row)?);
                Ok(())
            })
            .await?;
        Ok(jobs)
    }

    async fn overview(&mut self) -> Result<Overview, Error> {
        let mut overview = Overview::default();
        let sql = sql::jobs::overview(self.statements.dialect);
        self.session
            .query(&sql, &[], &mut |row| {
                overview.lines.push(line(row).map_err(|error| unreadable(&error))?);
                Ok(())
            })
            .await?;
        Ok(overview)
    }

    async fn requeue(&mut self, id: JobId) -> Result<Option<Enqueued>, Error> {
        let dialect = self.statements.dialect;
        let Some(job) = self.job(&sql::jobs::by_id(dialect, true), &[Value::Int(id.get())]).await? else { return Ok(None) };
        if !matches!(job.state, JobState::Waiting | JobState::Failed | JobState::Cancelled) {
            return Ok(None);
        }
        let values = [Value::Int(id.get()), Value::Int(0), Value::Int(0), super::settle::optional(job.error.as_deref())];
        match self.session.execute(&sql::jobs::wait(dialect), &values).await {
            Ok(_) => {
                self.has_jobs = true;
                Ok(Some(Enqueued::New(id)))
            }
            Err(Fault::Unique(_)) => {
                let key = [text(&job.name), text(job.identity.as_deref().unwrap_or_default())];
                // Started just now: it can be asked for again.
                Ok(self.ids(&sql::jobs::waiting(dialect), &key).await?.first().map(|id| Enqueued::Already(*id)))
            }
            Err(fault) => Err(fault.into()),
        }
    }

    async fn cancel(&mut self, id: JobId) -> Result<bool, Error> {
        let sql = sql::jobs::by_id(self.statements.dialect, true);
        let Some(job) = self.job(&sql, &[Value::Int(id.get())]).await? else { return Ok(false) };
        let can = matches!(job.state, JobState::Waiting | JobState::Failed);
        if can {
            self.end(id, JobState::Cancelled, job.error.as_deref()).await?;
        }
        Ok(can)
    }
}

fn line(row: &mut dyn Row) -> Result<OverviewLine, ReadError> {
    let (name, channel, state) = (row.text()?.to_owned(), row.text()?.to_owned(), JobState::parse(row.text()?)?);
    let count = u64::try_from(row.int()?).unwrap_or_default();
    let (enqueued, first_due_at, now) = (row.timestamp()?, row.timestamp()?, row.timestamp()?);
    let oldest = (now - enqueued).max(TimeDelta::zero()).to_std().unwrap_or_default();
    Ok(OverviewLine { name, channel, state, count, oldest, first_due_at })
}
