//! Which type a job's name stands for, and what jobs are given.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use connector_core::MapOptions;
use connector_store::BoxFuture;
use connector_store::jobs::{JobState, Overview, OverviewLine, StoredJob};

use super::{Done, Job, JobContext, JobError};
use crate::{Connect, Registry, Report};

/// The jobs that a binary knows, and what they need: [`JobRegistry::builder`].
///
/// A job of a name that no binary knows waits: in a rolling deployment the new one comes to it. [`unknown`](JobRegistry::unknown)
/// lists them.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::JobRegistry;
///
/// let jobs = JobRegistry::builder().backend(registry).build()?;
/// assert!(jobs.names().any(|name| name == "import_record(shop.product)"));
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug)]
pub struct JobRegistry {
    jobs: BTreeMap<String, Box<dyn AnyJob>>,
    shared: Arc<Shared>,
}

/// A [`JobRegistry`] in the making.
///
/// Made by [`JobRegistry::builder`]; the examples stand at [`JobRegistry`] and [`Worker`](super::Worker).
#[derive(Debug, Default)]
pub struct JobRegistryBuilder {
    jobs: BTreeMap<String, Box<dyn AnyJob>>,
    shared: Shared,
    options: MapOptions,
    faults: Vec<String>,
}

/// Why a registry of jobs cannot be built: everything at once.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::{Done, Job, JobContext, JobError, JobRegistry};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Mail;
///
/// impl Job for Mail {
///     const NAME: &'static str = "mail";
///     async fn run(&self, _: &JobContext) -> Result<Done, JobError> {
///         Ok(().into())
///     }
/// }
///
/// #[derive(Serialize, Deserialize)]
/// struct OtherMail;
///
/// impl Job for OtherMail {
///     const NAME: &'static str = "mail"; // the same
///     async fn run(&self, _: &JobContext) -> Result<Done, JobError> {
///         Ok(().into())
///     }
/// }
///
/// let error = JobRegistry::builder().job::<Mail>().job::<OtherMail>().build().err().unwrap();
/// assert_eq!(error.faults.len(), 1, "{error}");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the jobs do not fit together: {}", faults.join("; "))]
pub struct JobRegistryErrors {
    /// One sentence each.
    pub faults: Vec<String>,
}

/// What jobs share, by type.
#[derive(Default)]
pub(super) struct Shared(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Shared {
    pub(super) fn get<S: Send + Sync + 'static>(&self) -> Option<Arc<S>> {
        Arc::clone(self.0.get(&TypeId::of::<S>())?).downcast().ok()
    }
}

/// Not what is in it: it may hold secrets.
impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shared({} things)", self.0.len())
    }
}

/// Who is told what ready-made jobs did.
pub(super) struct OnReport(pub(super) Box<dyn Fn(&Report) + Send + Sync>);

/// A [`Job`] of any type.
trait AnyJob: Send + Sync + fmt::Debug {
    fn ty(&self) -> (TypeId, &'static str);
    fn run<'a>(&'a self, payload: &'a str, context: &'a JobContext) -> BoxFuture<'a, Result<Done, JobError>>;
}

struct Of<J>(PhantomData<fn() -> J>);

impl<J> fmt::Debug for Of<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::any::type_name::<J>())
    }
}

impl<J: Job> AnyJob for Of<J> {
    fn ty(&self) -> (TypeId, &'static str) {
        (TypeId::of::<J>(), std::any::type_name::<J>())
    }

    fn run<'a>(&'a self, payload: &'a str, context: &'a JobContext) -> BoxFuture<'a, Result<Done, JobError>> {
        Box::pin(async move {
            let job: J = serde_json::from_str(payload)
                .map_err(|error| JobError::failed(format!("what is kept of it is no `{}`: {error}", J::name())))?;
            job.run(context).await
        })
    }
}

impl JobRegistry {
    /// An empty one, to be filled.
    #[must_use]
    pub fn builder() -> JobRegistryBuilder {
        JobRegistryBuilder::default()
    }

    /// The names of the jobs that it knows.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.jobs.keys().map(String::as_str)
    }

    /// What waits and is not known here: of a newer binary, or of one that was forgotten.
    #[must_use]
    pub fn unknown<'o>(&self, overview: &'o Overview) -> Vec<&'o OverviewLine> {
        overview.lines.iter().filter(|line| line.state == JobState::Waiting && !self.jobs.contains_key(&line.name)).collect()
    }

    pub(super) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    pub(super) async fn run(&self, job: &StoredJob, context: &JobContext) -> Result<Done, JobError> {
        match self.jobs.get(&job.name) {
            Some(known) => known.run(&job.payload, context).await,
            // Only what is known is claimed.
            None => Err(JobError::retry("this worker does not know it")),
        }
    }
}

impl JobRegistryBuilder {
    /// Registers a job.
    #[must_use]
    pub fn job<J: Job>(mut self) -> Self {
        self.add::<J>();
        self
    }

    pub(crate) fn add<J: Job>(&mut self) {
        let new = Box::new(Of::<J>(PhantomData));
        let name = J::name();
        match self.jobs.get(&name).map(|job| job.ty()) {
            Some((ty, _)) if ty == TypeId::of::<J>() => {}
            Some((_, taken)) => {
                let own = std::any::type_name::<J>();
                self.faults.push(format!("both `{taken}` and `{own}` are called {name:?}: give one of them another `NAME`"));
            }
            None => {
                self.jobs.insert(name, new);
            }
        }
    }

    /// Something that jobs need: [`JobContext::get`].
    #[must_use]
    pub fn with<S: Send + Sync + 'static>(mut self, shared: Arc<S>) -> Self {
        if self.shared.0.insert(TypeId::of::<S>(), shared).is_some() {
            self.faults.push(format!("a `{}` is given twice", std::any::type_name::<S>()));
        }
        self
    }

    /// A value for the mappers of every import and export that is done by jobs: as
    /// [`WorkContext::with_options`](crate::WorkContext::with_options).
    #[must_use]
    pub fn with_options<O: Any + Send + Sync>(mut self, value: O) -> Self {
        self.options = self.options.with(value);
        self
    }

    /// Tells what each of the ready-made jobs did, once it has ended, also where it failed: to be added up, or shown. (What a job says
    /// of itself is kept with it as a text.)
    ///
    /// ```
    /// # use std::sync::{Arc, Mutex};
    /// use connector_sync::Report;
    /// use connector_sync::jobs::JobRegistry;
    ///
    /// let all = Arc::new(Mutex::new(Report::default()));
    /// let sum = Arc::clone(&all);
    /// let jobs = JobRegistry::builder().on_report(move |report| sum.lock().unwrap().add(report.clone()));
    /// # let _ = jobs;
    /// ```
    #[must_use]
    pub fn on_report(self, on_report: impl Fn(&Report) + Send + Sync + 'static) -> Self {
        self.with(Arc::new(OnReport(Box::new(on_report))))
    }

    /// The components of a kind of backend, with the ready-made jobs of each of its bindings:
    /// [`ImportRecord`](super::ImportRecord), [`ImportPage`](super::ImportPage), [`ImportChanges`](super::ImportChanges), and
    /// where it has an export adapter, [`ExportRecord`](super::ExportRecord) and [`ExportChanges`](super::ExportChanges).
    #[must_use]
    pub fn backend<B: Connect>(mut self, registry: Arc<Registry<B>>) -> Self {
        registry.add_jobs(&mut self);
        self.with(registry)
    }

    /// The registry.
    ///
    /// # Errors
    /// [`JobRegistryErrors`] with everything that contradicts itself.
    pub fn build(self) -> Result<JobRegistry, JobRegistryErrors> {
        let options = self.options.clone();
        let this = self.with(Arc::new(options));
        if !this.faults.is_empty() {
            return Err(JobRegistryErrors { faults: this.faults });
        }
        Ok(JobRegistry { jobs: this.jobs, shared: Arc::new(this.shared) })
    }
}
