//! A connector to a django-oscar shop: categories as a tree, products with price and stock, customers, orders with lines; and
//! back: products with price and stock, new, changed and deleted.

mod adapter;
mod body;
mod client;
mod export;
pub mod model;
mod remote;

pub use adapter::{components, registry};
pub use body::ProductBody;
pub use client::OscarClient;
pub use export::ProductExport;

use std::sync::Arc;

use connector_sync::jobs::{ExportChanges, ExportRecord, JobRegistry};
use connector_sync::{Delay, Progress, Report, Retry, WorkContext, WorkError};

use model::{OscarBackend, OscarCategory, OscarCustomer, OscarOrder, OscarOrderLine, OscarProduct};

/// Imports everything that changed in a shop since the last time.
///
/// # Errors
/// What stopped it, with what was done until then.
pub async fn import(
    work: &WorkContext<'_, OscarBackend>,
    retry: Retry,
    tell: &mut (dyn FnMut(&Progress<'_>) + Send),
) -> Result<Report, WorkError> {
    let report = work.import_changed::<OscarCategory>().retry(retry).progress(&mut *tell).await?;
    let report = work.import_changed::<OscarProduct>().retry(retry).progress(&mut *tell).after(report).await?;
    let report = work.import_changed::<OscarCustomer>().retry(retry).progress(&mut *tell).after(report).await?;
    let report = work.import_changed::<OscarOrder>().retry(retry).progress(&mut *tell).after(report).await?;
    work.import_changed::<OscarOrderLine>().retry(retry).progress(&mut *tell).after(report).await
}

/// Enqueues a job for each product that changed in a shop since the last time. The categories, which they link, are imported
/// at once: there are few of them, and each job would look for its own.
///
/// # Errors
/// What stopped it, with what was done until then.
pub async fn import_later(work: &WorkContext<'_, OscarBackend>, tell: &mut (dyn FnMut(&Progress<'_>) + Send)) -> Result<Report, WorkError> {
    let report = work.import_changed::<OscarCategory>().progress(&mut *tell).await?;
    work.import_changed::<OscarProduct>().progress(&mut *tell).after(report).delayed(Delay::Records).await
}

/// Writes to a shop what it does not have as it is here: products that are new, changed, or deleted.
///
/// # Errors
/// What stopped it, with what was done until then.
pub async fn export(work: &WorkContext<'_, OscarBackend>, tell: &mut (dyn FnMut(&Progress<'_>) + Send)) -> Result<Report, WorkError> {
    let report = work.export_changed::<OscarProduct>().progress(&mut *tell).await?;
    work.export_deleted::<OscarProduct>().progress(&mut *tell).after(report).await
}

/// The jobs of this connector, for a worker. The password of each shop must be where its backend has it, as nobody gives it to
/// a job: `CONNECTOR_OSCAR_BACKEND_MAIN_PASSWORD` for the shop called `main`.
///
/// # Errors
/// Where the components, or the jobs, do not fit together.
pub fn jobs() -> Result<JobRegistry, Box<dyn std::error::Error + Send + Sync>> {
    let jobs = JobRegistry::builder().backend(Arc::new(registry()?));
    Ok(jobs.job::<ExportRecord<OscarProduct>>().job::<ExportChanges<OscarProduct>>().build()?)
}
