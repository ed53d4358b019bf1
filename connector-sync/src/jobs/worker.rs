//! The worker, as it is set up.

use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use connector_store::jobs::Claim;
use connector_store::{Error, Store};

use super::run::{Running, Until};
use super::{JobQueue, JobRegistry, Summary};

/// Runs jobs: those that its registry knows, of all channels unless told otherwise, several at once.
///
/// Any number of workers may run, in one process or in many. It wakes at once for what is enqueued in its own process, and looks
/// for the rest now and then ([`poll`](Worker::poll)).
///
/// While a job runs its lease is extended three times as often as needed. A worker that dies lets its leases expire, and others run
/// its jobs again. A job that blocks its thread for long can keep its worker from saying that it is there: use
/// `tokio::task::spawn_blocking`.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// use connector_sync::jobs::{JobRegistry, Worker};
///
/// let jobs = JobRegistry::builder().backend(registry).build()?;
/// let worker = Worker::new(&store, jobs).concurrency(4).channel("root", 2).lease(Duration::from_secs(120));
/// let summary = worker.run_until_idle().await?; // in a service: `run`, until it is told to stop
/// println!("{summary:?}");
#[doc = include_str!("../../docs/close.md")]
/// ```
#[must_use = "a worker does nothing until it is run"]
#[derive(Clone)]
pub struct Worker {
    pub(super) store: Store,
    pub(super) queue: Arc<dyn JobQueue>,
    pub(super) jobs: Arc<JobRegistry>,
    pub(super) claim: Claim,
    pub(super) name: String,
    pub(super) concurrency: usize,
    pub(super) poll: Duration,
    pub(super) lease: Duration,
    pub(super) grace: Duration,
    pub(super) keep: Option<Duration>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("name", &self.name).field("claim", &self.claim).finish_non_exhaustive()
    }
}

impl Worker {
    /// A worker on the jobs of a store: four at once, looking for new ones every second, with leases of one minute, and half a minute
    /// to end when it is stopped. What was done or cancelled is deleted after a week.
    pub fn new(store: &Store, jobs: impl Into<Arc<JobRegistry>>) -> Self {
        let jobs = jobs.into();
        let name = format!("{}-{:08x}", std::process::id(), RandomState::new().build_hasher().finish() >> 32);
        Self {
            store: store.clone(),
            queue: Arc::new(store.clone()),
            claim: Claim::new(name.clone(), jobs.names()),
            jobs,
            name,
            concurrency: 4,
            poll: Duration::from_secs(1),
            lease: Duration::from_mins(1),
            grace: Duration::from_secs(30),
            keep: Some(Duration::from_hours(24 * 7)),
        }
    }

    /// Takes jobs from another engine than the store's table.
    pub fn queue(mut self, queue: impl JobQueue) -> Self {
        self.queue = Arc::new(queue);
        self
    }

    /// At most so many jobs of a channel run at once, in all workers together. Say the same in all of them: each keeps to its own
    /// number. 0 stops the channel for this worker.
    pub fn channel(mut self, channel: impl Into<String>, capacity: u32) -> Self {
        self.claim = self.claim.limit(channel, capacity);
        self
    }

    /// Runs jobs of these channels alone.
    pub fn only<C: Into<String>>(mut self, channels: impl IntoIterator<Item = C>) -> Self {
        self.claim = self.claim.only(channels);
        self
    }

    /// How many jobs it runs at once, of whatever channel; at least one.
    pub fn concurrency(mut self, jobs: usize) -> Self {
        self.concurrency = jobs.max(1);
        self
    }

    /// How often it looks for jobs that other processes enqueued, or that have become due; at least every millisecond.
    pub fn poll(mut self, poll: Duration) -> Self {
        self.poll = poll.max(Duration::from_millis(1));
        self
    }

    /// After how long without a sign of it a worker is taken for dead; at least a tenth of a second.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease.max(Duration::from_millis(100));
        self
    }

    /// How long running jobs may go on once it is stopped, before they are given back.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// How long what was done or cancelled is kept; `None` for as long as nobody [prunes](connector_store::jobs::Jobs::prune) it.
    pub fn keep(mut self, age: Option<Duration>) -> Self {
        self.keep = age;
        self
    }

    /// Runs until `stop` ends: then it takes no more jobs, lets the running ones end, and gives back those that have not ended
    /// after the [grace](Worker::grace) time. A database that cannot be reached for a moment does not end it.
    ///
    /// ```no_run
    /// # use connector_store::Store;
    /// # use connector_sync::jobs::{JobRegistry, Worker};
    /// # async fn example(store: Store, jobs: JobRegistry) -> Result<(), Box<dyn std::error::Error>> {
    /// let stop = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    /// println!("{}", Worker::new(&store, jobs).channel("magento", 2).concurrency(8).run(stop).await?);
    /// # Ok(()) }
    /// ```
    ///
    /// When the future is dropped instead, its jobs are dropped as well, and run again once their leases have expired.
    ///
    /// # Errors
    /// What the database says and does not go away by itself: above all [`Error::Migration`].
    pub async fn run(self, stop: impl Future<Output = ()> + Send) -> Result<Summary, Error> {
        Running::new(self).run(Until::Stopped, stop).await
    }

    /// Runs what is due, and whatever that enqueues, until nothing is left to do: for a scheduled run, and for tests. What waits for
    /// its time, or for a place in its channel that another worker has, stays.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// use connector_sync::jobs::{ImportRecord, Job, JobRegistry, Worker};
    ///
    /// remote_has(12, "Chair", 60);
    /// ImportRecord::<ShopProduct> { backend: shop.id(), id: 12 }.later().on(&store).await?;
    /// let jobs = JobRegistry::builder().backend(registry).build()?;
    /// let summary = Worker::new(&store, jobs).run_until_idle().await?;
    /// assert_eq!((summary.done, summary.failed), (1, 0));
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`run`](Worker::run).
    pub async fn run_until_idle(self) -> Result<Summary, Error> {
        Running::new(self).run(Until::Idle, std::future::pending()).await
    }
}
