//! What a running job has.

use std::sync::{Arc, Mutex, PoisonError};

use connector_core::{BackendId, MapOptions};
use connector_store::jobs::{JobId, StoredJob};
use connector_store::{Store, Stored};

use super::JobError;
use super::registry::{OnReport, Shared};
use crate::{Connect, Registry, Report, WorkContext, WorkError};

/// What a running job has: the store, what its registry was [given](super::JobRegistryBuilder::with), and itself as it is kept.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::{Done, Job, JobContext, JobError, JobRegistry, Worker};
/// use serde::{Deserialize, Serialize};
///
/// /// Where mails are handed in.
/// struct Post(&'static str);
///
/// #[derive(Serialize, Deserialize)]
/// struct Mail;
///
/// impl Job for Mail {
///     const NAME: &'static str = "mail";
///
///     async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
///         let post = context.get::<Post>()?; // what the registry was given
///         context.progress("the door is open");
///         assert_eq!((context.job().tries, context.job().name.as_str()), (1, "mail"));
///         Ok(post.0.into())
///     }
/// }
///
/// Mail.later().on(&store).await?;
/// let jobs = JobRegistry::builder().job::<Mail>().with(Arc::new(Post("at the corner"))).build()?;
/// assert_eq!(Worker::new(&store, jobs).run_until_idle().await?.done, 1);
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone)]
pub struct JobContext {
    store: Store,
    shared: Arc<Shared>,
    job: Arc<StoredJob>,
    progress: Progress,
}

/// How far a job is, as it said last.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress(Arc<Mutex<Option<String>>>);

impl Progress {
    /// What was said since the last time.
    pub(super) fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl JobContext {
    pub(super) fn new(store: Store, shared: Arc<Shared>, job: Arc<StoredJob>, progress: Progress) -> Self {
        Self { store, shared, job, progress }
    }

    /// The store: the worker's, with its listeners. What is written through it comes from the job ([`Origin::Job`](connector_store::Origin::Job)).
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The number of the job.
    #[must_use]
    pub fn id(&self) -> JobId {
        self.job.id
    }

    /// The job as it is kept: its tries, its channel, and so on.
    #[must_use]
    pub fn job(&self) -> &StoredJob {
        &self.job
    }

    /// Says how far it is: kept with the job at the next heartbeat, as its message, without a write now.
    pub fn progress(&self, message: impl Into<String>) {
        *self.progress.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(message.into());
    }

    /// What a ready-made job did, told to who [wants to know](super::JobRegistryBuilder::on_report): of one that was stopped, too.
    #[allow(clippy::result_large_err)] // As large as what it is handed on in.
    pub(super) fn told(&self, done: Result<Report, WorkError>) -> Result<Report, WorkError> {
        if let Some(on_report) = self.shared.get::<OnReport>() {
            (on_report.0)(done.as_ref().unwrap_or_else(|stopped| &stopped.report));
        }
        done
    }

    /// What the registry of jobs was given under this type.
    ///
    /// # Errors
    /// A failure that says what is missing.
    pub fn get<S: Send + Sync + 'static>(&self) -> Result<Arc<S>, JobError> {
        self.shared.get().ok_or_else(|| {
            let name = std::any::type_name::<S>();
            JobError::failed(format!("the registry of jobs was not given a `{name}`: add it with `.with(…)`"))
        })
    }

    /// The components of a kind of backend.
    ///
    /// # Errors
    /// A failure when the registry of jobs was not given them.
    pub fn registry<B: Connect>(&self) -> Result<Arc<Registry<B>>, JobError> {
        self.shared.get().ok_or_else(|| {
            JobError::failed(format!("the registry of jobs was not given the components of {}: add them with `.backend(…)`", B::NAME))
        })
    }

    /// A piece of work on a backend, with the options that the registry of jobs was
    /// [given](super::JobRegistryBuilder::with_options).
    #[must_use]
    pub fn work_on<'w, B: Connect>(&'w self, registry: &'w Registry<B>, backend: &'w Stored<B>) -> WorkContext<'w, B> {
        let options = self.shared.get::<MapOptions>();
        registry.work_on(&self.store, backend).with_all_options(options.map_or_else(MapOptions::new, |options| (*options).clone()))
    }

    /// A backend, to be worked on: `context.work_on(&context.registry()?, &backend)`.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_sync::jobs::{Done, Job, JobContext, JobError, JobRegistry, Worker};
    /// use serde::{Deserialize, Serialize};
    ///
    /// /// Imports the shop, and says how much that was.
    /// #[derive(Serialize, Deserialize)]
    /// struct Nightly {
    ///     shop: BackendId<Shop>,
    /// }
    ///
    /// impl Job for Nightly {
    ///     const NAME: &'static str = "nightly";
    ///
    ///     async fn run(&self, context: &JobContext) -> Result<Done, JobError> {
    ///         let (registry, shop) = (context.registry::<Shop>()?, context.backend(self.shop).await?);
    ///         let report = context.work_on(&registry, &shop).import_changed::<ShopProduct>().await?;
    ///         Ok(report.to_string().into())
    ///     }
    /// }
    ///
    /// remote_has(12, "Chair", 60);
    /// Nightly { shop: shop.id() }.later().on(&store).await?;
    /// let jobs = JobRegistry::builder().backend(registry).job::<Nightly>().build()?;
    /// assert_eq!(Worker::new(&store, jobs).run_until_idle().await?.done, 1);
    /// assert_eq!(store.count::<ShopProduct>().await?, 1);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// What the store says; a failure when the backend was deleted.
    pub async fn backend<B: Connect>(&self, id: BackendId<B>) -> Result<Stored<B>, JobError> {
        let found = self.store.get::<B>(&id).await?;
        found.ok_or_else(|| JobError::failed(format!("{} {id} is not there any more", B::NAME)))
    }
}
