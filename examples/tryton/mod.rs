//! A connector to a Tryton 8 server: parties with their categories and addresses, products with their variants; and back: parties,
//! new, changed and deleted.

mod adapter;
mod body;
mod client;
mod export;
pub mod model;
mod remote;
pub mod typed;

pub use adapter::{Rows, components, registry};
pub use body::PartyBody;
pub use client::TrytonClient;
pub use export::PartyExport;
pub use remote::{Dates, Row};

use connector_sync::{Progress, Report, Retry, WorkContext, WorkError};

use model::{TrytonAddress, TrytonBackend, TrytonParty, TrytonPartyCategory, TrytonTemplate, TrytonVariant};

/// Imports everything that changed in a database since the last time.
///
/// # Errors
/// What stopped it, with what was done until then.
pub async fn import(
    work: &WorkContext<'_, TrytonBackend>,
    retry: Retry,
    tell: &mut (dyn FnMut(&Progress<'_>) + Send),
) -> Result<Report, WorkError> {
    let report = work.import_changed::<TrytonPartyCategory>().retry(retry).progress(&mut *tell).await?;
    let report = work.import_changed::<TrytonParty>().retry(retry).progress(&mut *tell).after(report).await?;
    let report = work.import_changed::<TrytonAddress>().retry(retry).progress(&mut *tell).after(report).await?;
    let report = work.import_changed::<TrytonTemplate>().retry(retry).progress(&mut *tell).after(report).await?;
    work.import_changed::<TrytonVariant>().retry(retry).progress(&mut *tell).after(report).await
}

/// Writes to a database what it does not have as it is here: parties that are new, changed, or deleted.
///
/// # Errors
/// What stopped it, with what was done until then.
pub async fn export(work: &WorkContext<'_, TrytonBackend>, tell: &mut (dyn FnMut(&Progress<'_>) + Send)) -> Result<Report, WorkError> {
    let report = work.export_changed::<TrytonParty>().progress(&mut *tell).await?;
    work.export_deleted::<TrytonParty>().progress(&mut *tell).after(report).await
}
