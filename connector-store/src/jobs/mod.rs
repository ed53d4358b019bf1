//! The table of jobs: work that is done later, by whichever process has time for it.
//!
//! A job is a row with a name and a payload. It is enqueued in the caller's transaction ([`Tx::enqueue`]), and rolled back with
//! it. A worker [claims](Jobs::claim) what is due for a time, says now and then that it is [still there](Jobs::extend), and
//! [settles](Jobs::settle) it. What a dead worker held is given to another one by [`Jobs::recover`]; so a job may run twice, and must
//! not mind.
//!
//! All times are the database's own clock. Typed jobs, and the worker that runs them, are in `connector-sync`.
//!
//! ```
//! use connector_store::{Error, Store, jobs::{Claim, Enqueued, NewJob, Settled}};
//! # use connector_core::schema;
//! # schema! { static NOTHING = []; }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! # let store = Store::connect("sqlite::memory:").await?;
//! # store.migrate(&NOTHING).await?;
//! let job = NewJob::new("mail", r#"{"to":"kim@example.com"}"#).identity("kim");
//! let first = store.jobs().enqueue(&job).await?;
//! let second = store.jobs().enqueue(&job).await?;
//! assert_eq!(second, Enqueued::Already(first.id()));
//!
//! let claimed = store.jobs().claim(&Claim::new("worker 1", ["mail"])).await?;
//! assert_eq!(claimed.jobs[0].payload, r#"{"to":"kim@example.com"}"#);
//! let held = claimed.jobs[0].held();
//! store.jobs().settle(&[(held, Settled::Done(None))]).await?;
//! # Ok::<(), Error>(()) }).unwrap();
//! ```

mod claim;
mod enqueue;
mod manage;
mod retry;
mod settle;
mod stored;

pub use claim::{Claim, Claimed};
pub use enqueue::{Enqueued, NewJob};
pub use manage::{JobFilter, Overview, OverviewLine};
pub use retry::{RetryPattern, Wait};
pub use settle::{Held, Settled};
pub use stored::{JobId, JobState, StoredJob};

use std::future::Future;
use std::time::Duration;

use chrono::{DateTime, Utc};
use connector_core::{Field, Json, ModelKind, ModelMeta, ReadError, Unique, Value};

use crate::database::{Purpose, Row};
use crate::sql;
use crate::store::BoxFuture;
use crate::{Error, Store, Tx};

/// The channel of a job that names none.
pub const ROOT: &str = "root";

/// How many bytes of a message or an error are kept.
pub const MESSAGE_BYTES: usize = 4_096;

/// How many bytes a payload has at the most.
pub const PAYLOAD_BYTES: usize = 262_144;

/// The jobs.
pub(crate) const JOB: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.job",
    "Job",
    sql::jobs::TABLE,
    &[
        Field::of::<String>("name", "name", "Name"),
        Field::of::<String>("channel", "channel", "Channel"),
        Field::of::<Json<serde_json::Value>>("payload", "payload", "Payload"),
        Field::of::<String>("state", "state", "State"),
        // As the state says: for the unique key.
        Field::of::<bool>("waiting", "waiting", "Waiting"),
        Field::of::<i64>("priority", "priority", "Priority"),
        Field::of::<DateTime<Utc>>("due_at", "due_at", "Due at"),
        Field::of::<Option<String>>("identity", "identity", "Identity"),
        Field::of::<i64>("tries", "tries", "Tries"),
        Field::of::<i64>("max_tries", "max_tries", "Tries at the Most"),
        Field::of::<String>("retry", "retry", "Retry Pattern"),
        Field::of::<Option<String>>("backend_model", "backend_model", "Kind of Backend"),
        Field::of::<Option<i64>>("backend_id", "backend_id", "Backend"),
        Field::of::<Option<String>>("external_id", "external_id", "External ID"),
        Field::of::<DateTime<Utc>>("enqueued_at", "enqueued_at", "Enqueued at"),
        Field::of::<Option<DateTime<Utc>>>("started_at", "started_at", "Started at"),
        Field::of::<Option<DateTime<Utc>>>("ended_at", "ended_at", "Ended at").index(),
        Field::of::<Option<String>>("worker", "worker", "Worker"),
        Field::of::<Option<DateTime<Utc>>>("leased_until", "leased_until", "Leased until"),
        Field::of::<i64>("fence", "fence", "Fence"),
        Field::of::<Option<String>>("message", "message", "Message"),
        Field::of::<Option<String>>("error", "error", "Error"),
    ],
    &[Unique::new("connector_job_identity", &["name", "identity"], "One job with this identity waits already.").only_where("waiting")],
);

/// A row for each channel with a capacity: who holds it counts what runs there.
pub(crate) const CHANNEL: &ModelMeta = &ModelMeta::new(
    ModelKind::Record,
    "connector.channel",
    "Channel",
    "connector_channel",
    &[Field::of::<String>("name", "name", "Name")],
    &[Unique::new("connector_channel_name", &["name"], "A channel is there once.")],
);

/// The jobs of a store: [`Store::jobs`].
#[derive(Debug, Clone, Copy)]
pub struct Jobs<'s> {
    store: &'s Store,
}

impl Store {
    /// What is to be done later: see [`jobs`](crate::jobs).
    #[must_use]
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs { store: self }
    }
}

impl<'s> Jobs<'s> {
    /// Runs `work` in a transaction in which each statement sees what is committed.
    async fn run<R, F>(self, work: F) -> Result<R, Error>
    where
        R: Send,
        F: for<'t> FnMut(&'t mut Tx<'s>) -> BoxFuture<'t, Result<R, Error>> + Send,
    {
        self.store.run(Purpose::Jobs, work).await
    }

    /// Waits until a transaction of this process (of this store, or of a clone of it) has enqueued a job. What was enqueued since
    /// this was called counts, also before the future is polled.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_store::jobs::NewJob;
    ///
    /// let told = store.jobs().enqueued();
    /// store.jobs().enqueue(&NewJob::new("mail", "{}")).await?;
    /// told.await; // at once: it was enqueued since
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    pub fn enqueued(self) -> impl Future<Output = ()> + Send + 'static {
        let mut new_jobs = self.store.new_jobs();
        async move {
            // The sender is gone with the store: there is nothing to come.
            if new_jobs.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Tx<'_> {
    /// The moment, on the database's clock.
    async fn clock(&mut self) -> Result<DateTime<Utc>, Error> {
        let mut now = self.time();
        let sql = sql::jobs::clock(self.statements.dialect);
        self.session
            .query(&sql, &[], &mut |row| {
                now = row.timestamp().map_err(|error| unreadable(&error))?;
                Ok(())
            })
            .await?;
        Ok(now)
    }

    /// The IDs that a statement gives.
    async fn ids(&mut self, sql: &str, values: &[Value]) -> Result<Vec<JobId>, Error> {
        let mut ids = Vec::new();
        self.session
            .query(sql, values, &mut |row: &mut dyn Row| {
                ids.push(JobId::new(row.int().map_err(|error| unreadable(&error))?));
                Ok(())
            })
            .await?;
        Ok(ids)
    }
}

/// A row that somebody else has written.
fn unreadable(error: &ReadError) -> Error {
    Error::Database(format!("connector_job: {error}"))
}

/// The longest time that is counted with, in microseconds: some 5,000 years. What is further from now, in either direction, is out
/// of the range of PostgreSQL's moments.
const LONGEST: i64 = 5_000 * 366 * 86_400 * 1_000_000;

/// As the statements take it.
fn micros(duration: Duration) -> Value {
    Value::Int(i64::try_from(duration.as_micros()).unwrap_or(LONGEST).min(LONGEST))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A text for people: at most [`MESSAGE_BYTES`].
fn words(text: &str) -> String {
    crate::words::cut(text, MESSAGE_BYTES)
}
