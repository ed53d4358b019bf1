//! Work that is done later: typed jobs, kept in the table of the store, and the worker that runs them.
//!
//! A [`Job`] is a serializable struct with a `run`. It is enqueued in the transaction that makes it necessary, and rolled back
//! with it. A [`Worker`] runs what is due, many at once, in as many processes as there are. The guide `docs/jobs.md` has the whole
//! of it.
//!
//! ```
//! use connector_store::Store;
//! use connector_sync::jobs::{Done, Job, JobContext, JobError, JobRegistry, Worker};
//! use serde::{Deserialize, Serialize};
//!
//! /// Tells somebody that an order was shipped.
//! #[derive(Debug, Serialize, Deserialize)]
//! struct TellShipped {
//!     order: i64,
//! }
//!
//! impl Job for TellShipped {
//!     const NAME: &'static str = "tell_shipped";
//!
//!     async fn run(&self, _: &JobContext) -> Result<Done, JobError> {
//!         Ok(format!("told of order {}", self.order).into())
//!     }
//! }
//!
//! # connector_core::schema! { static NOTHING = []; }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let store = Store::connect("sqlite::memory:").await?;
//! # store.migrate(&NOTHING).await?;
//! TellShipped { order: 7 }.later().priority(5).on(&store).await?;
//!
//! let jobs = JobRegistry::builder().job::<TellShipped>().build()?;
//! let summary = Worker::new(&store, jobs).run_until_idle().await?;
//! assert_eq!(summary.done, 1);
//! # Ok(()) }
//! ```

mod context;
mod exports;
mod imports;
mod job;
mod later;
mod queue;
mod registry;
mod run;
mod sweeps;
pub mod testing;
mod worker;

pub use connector_store::jobs::{Claim, Claimed, Enqueued, Held, JobFilter, JobId, JobState, NewJob, Overview, OverviewLine};
pub use connector_store::jobs::{ROOT, RetryPattern, Settled, StoredJob, Wait};
pub use context::JobContext;
pub use exports::{ExportChanges, ExportDeletions, ExportRecord};
pub use imports::{ImportChanges, ImportPage, ImportRecord};
pub use job::{Done, Job, JobError, JobOn, Subject};
pub use later::Later;
pub use queue::JobQueue;
pub use registry::{JobRegistry, JobRegistryBuilder, JobRegistryErrors};
pub use run::Summary;
pub use sweeps::SweepBindings;
pub use worker::Worker;
