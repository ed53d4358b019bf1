//! For tests of what enqueues jobs: they are trapped, looked at, and performed in the test.

use std::sync::Arc;

use connector_store::jobs::{JobFilter, JobId, JobState, StoredJob};
use connector_store::{Error, Store};

use super::{Job, JobRegistry, Summary, Worker};

/// The jobs that are enqueued on a store from now on, while no worker runs: see [`JobTrap`].
///
/// # Errors
/// What the database says.
pub async fn trap_jobs(store: &Store) -> Result<JobTrap, Error> {
    let mut trap = JobTrap { store: store.clone(), after: JobId::new(0) };
    while let Some(last) = trap.page(trap.after, None).await?.last() {
        trap.after = last.id;
    }
    Ok(trap)
}

/// The jobs that were enqueued since [`trap_jobs`] was called.
///
/// ```
/// # use connector_store::{Error, Store};
/// # use connector_sync::jobs::{Done, Job, JobContext, JobError, JobRegistry, testing::trap_jobs};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// # struct Tell { order: i64 }
/// # impl Job for Tell {
/// #     const NAME: &'static str = "tell";
/// #     async fn run(&self, _: &JobContext) -> Result<Done, JobError> { Ok(().into()) }
/// # }
/// # connector_core::schema! { static NOTHING = []; }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let store = Store::connect("sqlite::memory:").await?;
/// # store.migrate(&NOTHING).await?;
/// let trap = trap_jobs(&store).await?;
/// // What is tested enqueues this:
/// Tell { order: 7 }.later().on(&store).await?;
///
/// assert_eq!(trap.waiting::<Tell>().await?, [Tell { order: 7 }]);
/// let summary = trap.perform(JobRegistry::builder().job::<Tell>().build()?).await?;
/// assert_eq!(summary.done, 1);
/// assert_eq!(trap.waiting::<Tell>().await?, []);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct JobTrap {
    store: Store,
    after: JobId,
}

impl JobTrap {
    async fn page(&self, after: JobId, name: Option<String>) -> Result<Vec<StoredJob>, Error> {
        let filter = JobFilter::new().after(after).limit(1_000);
        self.store.jobs().list(&name.into_iter().fold(filter, JobFilter::name)).await
    }

    /// All of them, whatever became of them, in the order in which they were enqueued.
    ///
    /// # Errors
    /// What the database says.
    pub async fn jobs(&self) -> Result<Vec<StoredJob>, Error> {
        self.named(None).await
    }

    async fn named(&self, name: Option<String>) -> Result<Vec<StoredJob>, Error> {
        let (mut all, mut after) = (Vec::new(), self.after);
        loop {
            let page = self.page(after, name.clone()).await?;
            let Some(last) = page.last() else { return Ok(all) };
            after = last.id;
            all.extend(page);
        }
    }

    /// Those of one type that still wait.
    ///
    /// # Errors
    /// What the database says; [`Error::Job`] when one of them is not of this type.
    pub async fn waiting<J: Job>(&self) -> Result<Vec<J>, Error> {
        let jobs = self.named(Some(J::name())).await?;
        let read = |job: StoredJob| {
            serde_json::from_str(&job.payload).map_err(|error| Error::Job { name: job.name, problem: format!("it is kept wrong: {error}") })
        };
        jobs.into_iter().filter(|job| job.state == JobState::Waiting).map(read).collect()
    }

    /// Performs those that wait, also what is not due yet, and whatever they enqueue that is due; one at a time.
    ///
    /// # Errors
    /// What the database says. What jobs say is kept with them: [`jobs`](Self::jobs).
    pub async fn perform(&self, jobs: impl Into<Arc<JobRegistry>>) -> Result<Summary, Error> {
        for job in self.jobs().await?.into_iter().filter(|job| job.state == JobState::Waiting) {
            self.store.jobs().requeue(job.id).await?;
        }
        Worker::new(&self.store, jobs).concurrency(1).keep(None).run_until_idle().await
    }
}
