//! A job as it is kept.

use std::fmt;

use chrono::{DateTime, Utc};
use connector_core::ReadError;

use super::{Held, NewJob, RetryPattern, unreadable};
use crate::Error;
use crate::database::Row;

/// The number of a job.
///
/// ```
/// use connector_store::jobs::JobId;
///
/// assert_eq!((JobId::new(7).get(), JobId::new(7).to_string()), (7, "7".to_owned()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(i64);

impl JobId {
    /// The job with this number, as [`Display`](fmt::Display) shows it.
    #[must_use]
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a job is.
///
/// ```
/// use connector_store::jobs::JobState;
///
/// let names: Vec<&str> = JobState::ALL.into_iter().map(JobState::as_str).collect();
/// assert_eq!(names, ["waiting", "started", "done", "failed", "cancelled"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum JobState {
    /// It waits until it is due, and for a worker.
    Waiting,
    /// A worker has it.
    Started,
    /// It succeeded.
    Done,
    /// It failed, and is not tried again unless it is [requeued](super::Jobs::requeue).
    Failed,
    /// It is not to be done any more.
    Cancelled,
}

impl JobState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Started, Self::Done, Self::Failed, Self::Cancelled];

    /// As it is kept.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Started => "started",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, ReadError> {
        let known = Self::ALL.into_iter().find(|state| state.as_str() == text);
        known.ok_or_else(|| ReadError::new(format!("{text:?} is no state of a job")))
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A job as it is kept.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_store::jobs::{JobState, NewJob, StoredJob};
///
/// let id = store.jobs().enqueue(&NewJob::new("mail", "{}").external_id("12")).await?.id();
/// let job: StoredJob = store.jobs().get(id).await?.unwrap();
/// assert_eq!((job.state, job.channel.as_str(), job.max_tries), (JobState::Waiting, "root", 5));
/// assert_eq!(job.external_id.as_deref(), Some("12"));
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredJob {
    /// Its number.
    pub id: JobId,
    /// What is to be done.
    pub name: String,
    /// The channel that it waits in.
    pub channel: String,
    /// With what, as JSON.
    pub payload: String,
    /// Where it is.
    pub state: JobState,
    /// The least comes first.
    pub priority: i64,
    /// It is not started before.
    pub due_at: DateTime<Utc>,
    /// What it has in common with those that do the same.
    pub identity: Option<String>,
    /// How often it was started, without the tries that do not count.
    pub tries: u32,
    /// How often it is tried; 0 for as often as it takes.
    pub max_tries: u32,
    /// How long it waits between its tries.
    pub retry: RetryPattern,
    /// The technical name of the kind of backend that it is about.
    pub backend_model: Option<String>,
    /// The backend that it is about.
    pub backend_id: Option<i64>,
    /// The external ID that it is about, as text.
    pub external_id: Option<String>,
    /// When it was enqueued.
    pub enqueued_at: DateTime<Utc>,
    /// When it was started last.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who has it, or had it last.
    pub worker: Option<String>,
    /// How often it was claimed.
    pub fence: i64,
    /// How far it is, or what it says of its success.
    pub message: Option<String>,
    /// What went wrong last.
    pub error: Option<String>,
}

impl StoredJob {
    /// A job that was just claimed, as another engine than this table gives it: its number, how often it was claimed and tried, this
    /// time included, and what was enqueued.
    #[must_use]
    pub fn claimed(id: JobId, fence: i64, tries: u32, job: &NewJob, now: DateTime<Utc>) -> Self {
        Self {
            id,
            name: job.name.clone(),
            channel: job.channel.clone(),
            payload: job.payload.clone(),
            state: JobState::Started,
            priority: job.priority,
            due_at: now,
            identity: job.identity.clone(),
            tries,
            max_tries: job.max_tries,
            retry: job.retry.clone(),
            backend_model: job.backend.as_ref().map(|(model, _)| model.clone()),
            backend_id: job.backend.as_ref().map(|(_, id)| *id),
            external_id: job.external_id.clone(),
            enqueued_at: now,
            started_at: Some(now),
            ended_at: None,
            worker: None,
            fence,
            message: None,
            error: None,
        }
    }

    /// What its worker holds it by.
    #[must_use]
    pub fn held(&self) -> Held {
        Held::new(self.id, self.fence)
    }

    pub(super) fn read(row: &mut dyn Row) -> Result<Self, Error> {
        Self::try_read(row).map_err(|error| unreadable(&error))
    }

    fn try_read(row: &mut dyn Row) -> Result<Self, ReadError> {
        Ok(Self {
            id: JobId::new(row.int()?),
            name: row.text()?.to_owned(),
            channel: row.text()?.to_owned(),
            payload: row.json()?.to_owned(),
            state: JobState::parse(row.text()?)?,
            priority: row.int()?,
            due_at: row.timestamp()?,
            identity: text(row)?,
            tries: count(row.int()?),
            max_tries: count(row.int()?),
            retry: row.text()?.parse().unwrap_or_default(),
            backend_model: text(row)?,
            backend_id: optional(row, |row| row.int())?,
            external_id: text(row)?,
            enqueued_at: row.timestamp()?,
            started_at: optional(row, |row| row.timestamp())?,
            ended_at: optional(row, |row| row.timestamp())?,
            worker: text(row)?,
            fence: row.int()?,
            message: text(row)?,
            error: text(row)?,
        })
    }
}

fn optional<T>(row: &mut dyn Row, read: impl FnOnce(&mut dyn Row) -> Result<T, ReadError>) -> Result<Option<T>, ReadError> {
    if row.is_null() {
        row.skip();
        return Ok(None);
    }
    read(row).map(Some)
}

fn text(row: &mut dyn Row) -> Result<Option<String>, ReadError> {
    optional(row, |row| row.text().map(str::to_owned))
}

fn count(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}
