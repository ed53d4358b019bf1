//! New jobs.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use connector_core::RowWrite;

use super::{JOB, JobId, Jobs, PAYLOAD_BYTES, ROOT, RetryPattern, text, unreadable};
use crate::database::{Inserted, WriteRow};
use crate::{Error, Tx, sql};

/// How many bytes a name, a channel or an identity has at the most: they are in keys.
const NAME_BYTES: usize = 1_024;

/// How often an identity is looked at that comes and goes.
const LOOKS: usize = 16;

/// A job that is to be enqueued.
///
/// ```
/// use std::time::Duration;
/// use connector_store::jobs::{NewJob, RetryPattern};
///
/// let job = NewJob::new("mail", r#"{"to":"kim@example.com"}"#)
///     .channel("mail")
///     .priority(5)
///     .after(Duration::from_secs(60))
///     .identity("kim")
///     .max_tries(3)
///     .retry(RetryPattern::DEFAULT);
/// assert_eq!((job.name(), job.get_channel(), job.get_priority(), job.get_identity()), ("mail", "mail", 5, Some("kim")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    pub(super) name: String,
    pub(super) payload: String,
    pub(super) channel: String,
    pub(super) priority: i64,
    due: Due,
    pub(super) identity: Option<String>,
    pub(super) max_tries: u32,
    pub(super) retry: RetryPattern,
    pub(super) backend: Option<(String, i64)>,
    pub(super) external_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    After(Duration),
    At(DateTime<Utc>),
}

/// What became of a job that was to be enqueued.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_store::jobs::NewJob;
///
/// let job = NewJob::new("mail", "{}").identity("kim");
/// let first = store.jobs().enqueue(&job).await?;
/// let second = store.jobs().enqueue(&job).await?;
/// assert!(first.is_new() && !second.is_new());
/// assert_eq!(first.id(), second.id());
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Enqueued {
    /// It waits, or will once the transaction is committed.
    New(JobId),
    /// Another one with its identity waits already, and will do it. It is not started before the transaction has ended, so that it
    /// sees what was changed in it.
    Already(JobId),
}

impl Enqueued {
    /// The job that waits.
    #[must_use]
    pub fn id(self) -> JobId {
        match self {
            Self::New(id) | Self::Already(id) => id,
        }
    }

    /// Whether it was not there before.
    #[must_use]
    pub fn is_new(self) -> bool {
        matches!(self, Self::New(_))
    }
}

impl NewJob {
    /// A job by its name, with a payload in JSON. It is due at once, in the channel [`ROOT`], with the priority 10, and is tried
    /// five times.
    #[must_use]
    pub fn new(name: impl Into<String>, payload: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            payload: payload.into(),
            channel: ROOT.to_owned(),
            priority: 10,
            due: Due::After(Duration::ZERO),
            identity: None,
            max_tries: 5,
            retry: RetryPattern::DEFAULT,
            backend: None,
            external_id: None,
        }
    }

    /// The channel: workers may limit how many jobs of one run at once.
    #[must_use]
    pub fn channel(mut self, channel: impl Into<String>) -> Self {
        self.channel = channel.into();
        self
    }

    /// The least comes first; 10 unless said otherwise.
    #[must_use]
    pub fn priority(mut self, priority: i64) -> Self {
        self.priority = priority;
        self
    }

    /// Not before this much time.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.due = Due::After(wait);
        self
    }

    /// Not before this time, by the database's clock. What is before the year 1 or after the year 9999 is kept as that.
    #[must_use]
    pub fn at(mut self, time: DateTime<Utc>) -> Self {
        self.due = Due::At(time);
        self
    }

    /// Only one job of a name waits with the same identity. One that was started does not count: it may have read already what
    /// has changed since.
    #[must_use]
    pub fn identity(mut self, identity: impl Into<String>) -> Self {
        self.identity = Some(identity.into());
        self
    }

    /// How often it is tried at the most; 0 for as often as it takes.
    #[must_use]
    pub fn max_tries(mut self, tries: u32) -> Self {
        self.max_tries = tries;
        self
    }

    /// How long it waits between its tries.
    #[must_use]
    pub fn retry(mut self, pattern: RetryPattern) -> Self {
        self.retry = pattern;
        self
    }

    /// The backend that it is about, by the technical name of its kind: for lists and traces.
    #[must_use]
    pub fn backend(mut self, model: impl Into<String>, id: i64) -> Self {
        self.backend = Some((model.into(), id));
        self
    }

    /// The external ID that it is about, as text: for lists and traces.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its payload, as JSON.
    #[must_use]
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// Its channel.
    #[must_use]
    pub fn get_channel(&self) -> &str {
        &self.channel
    }

    /// Its priority.
    #[must_use]
    pub fn get_priority(&self) -> i64 {
        self.priority
    }

    /// When it is due, if it is enqueued now.
    #[must_use]
    pub fn due_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let due = match self.due {
            Due::At(time) => time,
            Due::After(wait) => TimeDelta::from_std(wait).ok().and_then(|wait| now.checked_add_signed(wait)).unwrap_or(FAR),
        };
        due.clamp(EARLY, FAR)
    }

    /// What it has in common with those that do the same.
    #[must_use]
    pub fn get_identity(&self) -> Option<&str> {
        self.identity.as_deref()
    }

    /// How often it is tried; 0 for as often as it takes.
    #[must_use]
    pub fn get_max_tries(&self) -> u32 {
        self.max_tries
    }

    /// How long it waits between its tries.
    #[must_use]
    pub fn get_retry(&self) -> &RetryPattern {
        &self.retry
    }

    /// The technical name of the kind of backend that it is about, and which one.
    #[must_use]
    pub fn get_backend(&self) -> Option<(&str, i64)> {
        self.backend.as_ref().map(|(model, id)| (model.as_str(), *id))
    }

    /// The external ID that it is about, as text.
    #[must_use]
    pub fn get_external_id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }

    fn check(&self) -> Result<(), Error> {
        let refused = |problem: String| Err(Error::Job { name: self.name.clone(), problem });
        for (what, value) in [("name", Some(&self.name)), ("channel", Some(&self.channel)), ("identity", self.identity.as_ref())] {
            match value.map(String::as_str) {
                Some("") => return refused(format!("its {what} is empty")),
                Some(value) if value.len() > NAME_BYTES => return refused(format!("its {what} is longer than {NAME_BYTES} bytes")),
                Some(value) if value.contains('\0') => return refused(format!("its {what} contains a NUL character")),
                _ => {}
            }
        }
        let shown = [self.external_id.as_deref(), self.backend.as_ref().map(|(model, _)| model.as_str())];
        if shown.into_iter().flatten().any(|shown| shown.contains('\0')) {
            return refused("what it is about contains a NUL character".to_owned());
        }
        if self.payload.len() > PAYLOAD_BYTES {
            let size = self.payload.len();
            return refused(format!(
                "its payload has {size} bytes, and {PAYLOAD_BYTES} are allowed: keep the data elsewhere, and give its ID"
            ));
        }
        if serde_json::from_str::<serde::de::IgnoredAny>(&self.payload).is_err() {
            return refused("its payload is no JSON".to_owned());
        }
        Ok(())
    }
}

/// A job with the time at which it is enqueued.
struct Row<'j> {
    job: &'j NewJob,
    now: DateTime<Utc>,
}

impl WriteRow for Row<'_> {
    fn write(&self, row: &mut dyn RowWrite) {
        let optional = |row: &mut dyn RowWrite, text: Option<&str>| match text {
            Some(text) => row.text(text),
            None => row.null(),
        };
        let job = self.job;
        row.text(&job.name);
        row.text(&job.channel);
        row.json(&job.payload);
        row.text("waiting");
        row.bool(true);
        row.int(job.priority);
        row.timestamp(job.due_at(self.now));
        optional(row, job.identity.as_deref());
        row.int(0);
        row.int(job.max_tries.into());
        row.text(&job.retry.to_string());
        optional(row, job.backend.as_ref().map(|(model, _)| model.as_str()));
        match job.backend {
            Some((_, id)) => row.int(id),
            None => row.null(),
        }
        optional(row, job.external_id.as_deref());
        row.timestamp(self.now);
        // Started, ended, worker, leased until.
        for _ in 0..4 {
            row.null();
        }
        row.int(0);
        row.null();
        row.null();
    }
}

/// When what is due earlier than anybody can say is due: in the year 1.
const EARLY: DateTime<Utc> = moment(-62_135_596_800);

/// When what waits longer than anybody can say is due: in the year 9999.
const FAR: DateTime<Utc> = moment(253_370_764_800);

const fn moment(seconds: i64) -> DateTime<Utc> {
    match DateTime::from_timestamp(seconds, 0) {
        Some(moment) => moment,
        None => DateTime::UNIX_EPOCH,
    }
}

impl Tx<'_> {
    /// Enqueues a job: it is there once the transaction is committed, and never if it is rolled back.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_store::jobs::NewJob;
    ///
    /// // With the product, or not at all.
    /// let undone = store
    ///     .transaction(|tx| {
    ///         Box::pin(async move {
    ///             tx.put(product("Chair")).await?;
    ///             tx.enqueue(&NewJob::new("export", "{}")).await?;
    ///             Err::<(), _>(Error::application("changed my mind"))
    ///         })
    ///     })
    ///     .await;
    /// assert!(undone.is_err());
    /// assert!(store.jobs().overview().await?.lines.is_empty());
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// [`Error::Job`] when its name, channel, identity or payload cannot be kept; [`Error::Migration`] when the store was never
    /// migrated; [`Error::Collision`] when another transaction enqueues the same identity at the same time, upon which the whole
    /// transaction is repeated.
    pub async fn enqueue(&mut self, job: &NewJob) -> Result<Enqueued, Error> {
        let enqueued = self.enqueue_many(std::slice::from_ref(job)).await?;
        enqueued.into_iter().next().ok_or_else(|| Error::Database("a job was not enqueued".to_owned()))
    }

    /// Enqueues jobs, each in its place. On PostgreSQL a thousand go in one statement.
    ///
    /// # Errors
    /// As [`enqueue`](Tx::enqueue); one job that cannot be kept refuses all.
    pub async fn enqueue_many(&mut self, jobs: &[NewJob]) -> Result<Vec<Enqueued>, Error> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        for job in jobs {
            job.check()?;
        }
        let now = self.clock().await?;
        let rows: Vec<Row<'_>> = jobs.iter().map(|job| Row { job, now }).collect();
        let mut enqueued = Vec::with_capacity(jobs.len());
        for (row, inserted) in rows.iter().zip(self.insert_jobs(&rows).await?) {
            enqueued.push(match inserted {
                Some(id) => Enqueued::New(id),
                None => self.same_job(row).await?,
            });
        }
        self.has_jobs = true;
        Ok(enqueued)
    }

    /// The IDs of those whose identity was free.
    async fn insert_jobs(&mut self, rows: &[Row<'_>]) -> Result<Vec<Option<JobId>>, Error> {
        let statement = self.statements.of(JOB);
        let rows: Vec<&dyn WriteRow> = rows.iter().map(|row| row as &dyn WriteRow).collect();
        let inserted = self.session.insert(&statement.insert, &rows).await?;
        inserted
            .into_iter()
            .map(|inserted| match inserted {
                Inserted::New(id) => Ok(Some(JobId::new(id))),
                Inserted::Conflict => Ok(None),
                Inserted::Refused(fault) => Err(fault.into()),
            })
            .collect()
    }

    /// The waiting job with the same identity; if it was just started, a new one.
    async fn same_job(&mut self, row: &Row<'_>) -> Result<Enqueued, Error> {
        let sql = sql::jobs::waiting(self.statements.dialect);
        let key = [text(&row.job.name), text(row.job.identity.as_deref().unwrap_or_default())];
        for _ in 0..LOOKS {
            if let Some(id) = self.ids(&sql, &key).await?.first() {
                return Ok(Enqueued::Already(*id));
            }
            if let Some(Some(id)) = self.insert_jobs(std::slice::from_ref(row)).await?.first() {
                return Ok(Enqueued::New(*id));
            }
        }
        Err(unreadable(&connector_core::ReadError::new("a job with this identity comes and goes")))
    }
}

impl Jobs<'_> {
    /// Enqueues a job in a transaction of its own: see [`Tx::enqueue`].
    ///
    /// # Errors
    /// As there.
    pub async fn enqueue(self, job: &NewJob) -> Result<Enqueued, Error> {
        self.run(move |tx| Box::pin(async move { tx.enqueue(job).await })).await
    }

    /// Enqueues jobs in a transaction of their own: see [`Tx::enqueue_many`].
    ///
    /// # Errors
    /// As there.
    pub async fn enqueue_many(self, jobs: &[NewJob]) -> Result<Vec<Enqueued>, Error> {
        self.run(move |tx| Box::pin(async move { tx.enqueue_many(jobs).await })).await
    }
}
