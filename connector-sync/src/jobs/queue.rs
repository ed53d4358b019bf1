//! Where jobs are kept.

use std::time::Duration;

use connector_store::jobs::{Claim, Claimed, Enqueued, Held, JobId, NewJob, Settled};
use connector_store::{BoxFuture, Error, Store};

/// Where a [`Worker`](super::Worker) takes its jobs from: the table of a store, unless another engine stands in.
///
/// What an engine promises: a job that was claimed is given to nobody else until its lease ends; each claim has a greater fence, and
/// who holds an older one changes nothing; a job whose lease ended is given to somebody again.
///
/// It keeps what the getters of a [`NewJob`] show, and gives it as [`StoredJob::claimed`](super::StoredJob::claimed).
pub trait JobQueue: Send + Sync + 'static {
    /// Enqueues jobs, outside of any transaction.
    fn enqueue<'q>(&'q self, jobs: &'q [NewJob]) -> BoxFuture<'q, Result<Vec<Enqueued>, Error>>;

    /// Takes jobs that are due.
    fn claim<'q>(&'q self, claim: &'q Claim) -> BoxFuture<'q, Result<Claimed, Error>>;

    /// Extends leases, and keeps how far each job is; gives those that were lost.
    fn extend<'q>(&'q self, held: &'q [(Held, Option<String>)], lease: Duration) -> BoxFuture<'q, Result<Vec<JobId>, Error>>;

    /// Keeps what became of jobs; gives those that were lost. A job that is to be tried again waits `after`, or what its pattern says,
    /// and has failed where this try counts and was its last.
    fn settle<'q>(&'q self, settled: &'q [(Held, Settled)]) -> BoxFuture<'q, Result<Vec<JobId>, Error>>;

    /// Gives back what dead workers held; says how many there were.
    fn recover(&self) -> BoxFuture<'_, Result<usize, Error>>;

    /// Deletes what ended so long ago; says how many there were.
    fn prune(&self, age: Duration) -> BoxFuture<'_, Result<u64, Error>>;

    /// Ends when a job was enqueued by this process since this was called. Workers ask for jobs now and then, too: it may never
    /// end.
    fn enqueued(&self) -> BoxFuture<'static, ()>;
}

impl JobQueue for Store {
    fn enqueue<'q>(&'q self, jobs: &'q [NewJob]) -> BoxFuture<'q, Result<Vec<Enqueued>, Error>> {
        Box::pin(self.jobs().enqueue_many(jobs))
    }

    fn claim<'q>(&'q self, claim: &'q Claim) -> BoxFuture<'q, Result<Claimed, Error>> {
        Box::pin(self.jobs().claim(claim))
    }

    fn extend<'q>(&'q self, held: &'q [(Held, Option<String>)], lease: Duration) -> BoxFuture<'q, Result<Vec<JobId>, Error>> {
        Box::pin(self.jobs().extend(held, lease))
    }

    fn settle<'q>(&'q self, settled: &'q [(Held, Settled)]) -> BoxFuture<'q, Result<Vec<JobId>, Error>> {
        Box::pin(self.jobs().settle(settled))
    }

    fn recover(&self) -> BoxFuture<'_, Result<usize, Error>> {
        Box::pin(self.jobs().recover())
    }

    fn prune(&self, age: Duration) -> BoxFuture<'_, Result<u64, Error>> {
        Box::pin(self.jobs().prune(age))
    }

    fn enqueued(&self) -> BoxFuture<'static, ()> {
        Box::pin(self.jobs().enqueued())
    }
}
