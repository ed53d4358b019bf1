//! A connector to a django-oscar shop: categories as a tree, products with price and stock, customers, orders with lines.

mod adapter;
mod client;
mod mapping;
pub mod model;
mod remote;

pub use adapter::registry;
pub use client::OscarClient;

use connector_sync::{Progress, Report, Retry, WorkContext, WorkError};

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
