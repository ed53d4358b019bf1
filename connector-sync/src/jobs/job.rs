//! What a job is.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use connector_core::BackendId;
use connector_store::Error;
use connector_store::jobs::{NewJob, ROOT, RetryPattern, Settled, StoredJob};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{JobContext, Later};
use crate::{Cause, ComponentError, Connect, MissingComponent, RemoteError, WorkError};

/// How long a job of a paused backend waits until it looks again.
const PAUSED: Duration = Duration::from_mins(5);

/// Work that can be done later. The struct is what is kept of it, as JSON: IDs rather than data, and never a secret (which cannot
/// be serialized).
///
/// A job may run twice, where its worker died after the work and before it could say so: it must not mind.
///
/// A field that is added later needs `#[serde(default)]`, as jobs of before still wait.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::{Done, Job, JobContext, JobError, JobRegistry, Worker};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Rename {
///     product: i64,
///     title: String,
/// }
///
/// impl Job for Rename {
///     const NAME: &'static str = "rename";
///
///     async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
///         let changes = Changes::<Product>::new().set("title", &self.title).map_err(connector_store::Error::from)?;
///         context.store().update(&RecordId::new(self.product), &changes).await?;
///         Ok("renamed".into())
///     }
/// }
///
/// let chair = store.put(product("Chair")).await?.id();
/// Rename { product: chair.get().unwrap(), title: "Stool".into() }.later().on(&store).await?;
///
/// let jobs = JobRegistry::builder().job::<Rename>().build()?;
/// Worker::new(&store, jobs).run_until_idle().await?;
/// assert_eq!(store.get::<Product>(&chair).await?.unwrap().title, "Stool");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no job",
    label = "cannot be done later",
    note = "help: write `impl Job for {Self} {{ const NAME: &'static str = \"…\"; async fn run(&self, cx: &JobContext) -> Result<Done, JobError> {{ … }} }}`"
)]
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it is called, in the table as well: never changed while jobs wait.
    const NAME: &'static str;
    /// Of a generic job, the model that it is about: part of its name.
    const MODEL: Option<&'static str> = None;
    /// The channel that it waits in, unless said otherwise when it is enqueued.
    const CHANNEL: &'static str = ROOT;
    /// The least comes first.
    const PRIORITY: i64 = 10;
    /// How often it is tried; 0 for as often as it takes.
    const MAX_TRIES: u32 = 5;
    /// How long it waits between its tries.
    const RETRY: RetryPattern = RetryPattern::DEFAULT;

    /// Only one job waits with the same identity, of those with one name. None unless said otherwise.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_sync::jobs::{Done, Job, JobContext, JobError};
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Serialize, Deserialize)]
    /// struct Recount {
    ///     shelf: String,
    /// }
    ///
    /// impl Job for Recount {
    ///     const NAME: &'static str = "recount";
    ///
    ///     fn identity(&self) -> Option<String> {
    ///         Some(self.shelf.clone())
    ///     }
    ///
    ///     async fn run(&self, _: &JobContext) -> Result<Done, JobError> {
    ///         Ok(().into())
    ///     }
    /// }
    ///
    /// let first = Recount { shelf: "A 7".into() }.later().on(&store).await?;
    /// let second = Recount { shelf: "A 7".into() }.later().on(&store).await?;
    /// assert_eq!(first.id(), second.id(), "once a shelf");
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    fn identity(&self) -> Option<String> {
        None
    }

    /// What it is about, for lists and traces.
    fn subject(&self) -> Subject {
        Subject::default()
    }

    /// Does it.
    ///
    /// It may be dropped at any `.await`, when its worker is stopped or has lost its lease.
    fn run(&self, context: &JobContext) -> impl Future<Output = Result<Done, JobError>> + Send;

    /// Its name with its model: `import_record(shop.product)`.
    #[must_use]
    fn name() -> String {
        Self::MODEL.map_or_else(|| Self::NAME.to_owned(), |model| format!("{}({model})", Self::NAME))
    }

    /// To be done later: see [`Later`].
    #[must_use = "a job is enqueued by `.on(&store).await` or `.within(tx).await`"]
    fn later(self) -> Later<Self>
    where
        Self: Sized,
    {
        Later::new(self)
    }
}

/// A job about one backend, which [`WorkContext::later`](crate::WorkContext::later) enqueues.
pub trait JobOn<B: Connect>: Job {
    /// What it needs beside the backend.
    type Args;

    /// The job on a backend.
    fn on_backend(backend: BackendId<B>, args: Self::Args) -> Self;
}

/// What a job is about, for lists and traces.
///
/// ```
/// # use connector_test_shop::Shop;
/// use connector_core::BackendId;
/// use connector_sync::jobs::Subject;
///
/// let subject = Subject::backend(BackendId::<Shop>::new(1)).external_id(12);
/// assert_eq!((subject.backend, subject.external_id.as_deref()), (Some(("shop", 1)), Some("12")));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subject {
    /// The technical name of the kind of backend, and which one.
    pub backend: Option<(&'static str, i64)>,
    /// An external ID, as text.
    pub external_id: Option<String>,
}

impl Subject {
    /// A backend.
    #[must_use]
    pub fn backend<B: Connect>(id: BackendId<B>) -> Self {
        Self { backend: Some((B::NAME, id.get())), external_id: None }
    }

    /// With an external ID.
    #[must_use]
    pub fn external_id(mut self, id: impl fmt::Display) -> Self {
        self.external_id = Some(id.to_string());
        self
    }

    pub(super) fn put_on(self, mut job: NewJob) -> NewJob {
        if let Some((model, id)) = self.backend {
            job = job.backend(model, id);
        }
        match self.external_id {
            Some(id) => job.external_id(id),
            None => job,
        }
    }
}

/// A job succeeded, and may say how: `Ok("3 sent".into())`, `Ok(().into())`.
///
/// ```
/// use connector_sync::jobs::{Done, JobError};
///
/// fn run(sent: u32) -> Result<Done, JobError> {
///     if sent == 0 { Ok(().into()) } else { Ok(format!("{sent} sent").into()) }
/// }
/// assert!(run(3).is_ok());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done(pub(super) Option<String>);

impl From<()> for Done {
    fn from((): ()) -> Self {
        Self(None)
    }
}

impl From<String> for Done {
    fn from(message: String) -> Self {
        Self(Some(message))
    }
}

impl From<&str> for Done {
    fn from(message: &str) -> Self {
        Self(Some(message.to_owned()))
    }
}

/// A job did not succeed: it failed for good, or is to be tried again.
///
/// What the remote or the store says becomes one by `?`: what may go away (the remote or the database cannot be reached, or is
/// busy) is tried again, by the job's pattern and not before the remote says so, and everything else is a failure. It counts as a try,
/// except where the remote says that we come too early (425, 429), and when to come again. The text is kept with the job: it must
/// hold no secret.
///
/// ```
/// use std::time::Duration;
/// use connector_sync::jobs::JobError;
///
/// assert!(!JobError::failed("there is no such product").is_retryable());
/// assert!(JobError::retry("the printer is out of paper").is_retryable());
/// assert!(JobError::not_yet("the day is not over", Duration::from_secs(3600)).is_retryable());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobError {
    message: String,
    /// `None` for a failure for good.
    again: Option<Again>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Again {
    pause: Pause,
    counts: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pause {
    /// What the job's pattern says.
    Pattern,
    /// What it says, and no less than this.
    AtLeast(Duration),
    Exactly(Duration),
}

impl JobError {
    /// It failed, and would again.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { message: message.into(), again: None }
    }

    /// It is to be tried again, after what its [pattern](Job::RETRY) says, and at most so [often](Job::MAX_TRIES).
    pub fn retry(message: impl Into<String>) -> Self {
        Self { message: message.into(), again: Some(Again { pause: Pause::Pattern, counts: true }) }
    }

    /// It is to be tried again after this much time, and this was none of its tries: nothing went wrong, it is only too early.
    pub fn not_yet(message: impl Into<String>, after: Duration) -> Self {
        Self { message: message.into(), again: Some(Again { pause: Pause::Exactly(after), counts: false }) }
    }

    /// Whether it is to be tried again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.again.is_some()
    }

    fn of_remote(error: &RemoteError, message: String) -> Self {
        if !error.is_retryable() {
            return Self::failed(message);
        }
        let pause = error.get_retry_after().map_or(Pause::Pattern, Pause::AtLeast);
        Self { message, again: Some(Again { pause, counts: !error.is_too_early() }) }
    }

    fn of_store(error: &Error, message: String) -> Self {
        match error {
            // Until somebody resumes it: that is no failure of the job's.
            Error::Paused { .. } => Self::not_yet(message, PAUSED),
            error if may_go_away(error) => Self::retry(message),
            _ => Self::failed(message),
        }
    }

    /// What becomes of the job that said this.
    pub(super) fn settled(self, job: &StoredJob) -> Settled {
        let Some(Again { pause, counts }) = self.again else { return Settled::Failed(self.message) };
        let after = match pause {
            Pause::Pattern => None,
            Pause::AtLeast(least) => Some(job.retry.wait(job.tries).max(least)),
            Pause::Exactly(wait) => Some(wait),
        };
        Settled::Retry { error: self.message, after, counts }
    }
}

/// Whether the same call may succeed in a moment.
pub(super) fn may_go_away(error: &Error) -> bool {
    matches!(error, Error::Busy { .. } | Error::Collision { .. } | Error::Unusable { .. })
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for JobError {}

impl From<RemoteError> for JobError {
    fn from(error: RemoteError) -> Self {
        Self::of_remote(&error, error.to_string())
    }
}

impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        Self::of_store(&error, error.to_string())
    }
}

impl From<MissingComponent> for JobError {
    fn from(missing: MissingComponent) -> Self {
        Self::failed(missing.to_string())
    }
}

impl From<ComponentError> for JobError {
    fn from(error: ComponentError) -> Self {
        match error {
            ComponentError::Missing(missing) => missing.into(),
            ComponentError::Store(error) => error.into(),
        }
    }
}

impl From<WorkError> for JobError {
    fn from(error: WorkError) -> Self {
        let message = error.to_string();
        match &error.cause {
            Cause::Remote(error) => Self::of_remote(error, message),
            Cause::Store(error) => Self::of_store(error, message),
            Cause::Unregistered | Cause::NoExporter | Cause::MissingOptions(_) | Cause::TooManyGone(_) => Self::failed(message),
        }
    }
}
