//! What the remote has changed is imported before it is exported.

use connector_store::Stored;

use super::erased::AnyExportAdapter;
use super::run::ExportRun;
use crate::asking;
use crate::error::Stop;
use crate::import::Run;
use crate::registry::Synchronized;
use crate::{Connect, RecordOutcome, RemoteError};

/// Whether a record was imported before its export.
pub(super) enum First {
    /// That is not needed.
    No,
    /// It was: what is to be sent may be other than before.
    Imported,
    /// It was to be, and cannot: it is not exported.
    Refused(RecordOutcome),
}

impl<'r, B: Connect> ExportRun<'r, B> {
    /// Imports a record that is about to be updated, where the adapter says so.
    pub(super) async fn import_first<T: Synchronized<Backend = B>>(
        &mut self,
        binding: &Stored<T>,
        id: &T::ExternalId,
        adapter: &'r dyn AnyExportAdapter<T>,
    ) -> Result<First, Stop> {
        let client = self.client::<T>().await?;
        let known = binding.external_updated_at();
        let asked = asking::ask(T::NAME, &mut self.progress, RemoteError::is_retryable, || adapter.import_first(client, id, known)).await;
        self.note(T::NAME, &asked);
        match asked {
            Ok(true) => {}
            Ok(false) => return Ok(First::No),
            Err(error) => {
                let message = format!("whether the remote changed it could not be asked: {error}");
                return Ok(First::Refused(RecordOutcome::Failed(message)));
            }
        }
        tracing::info!(model = T::NAME, binding = %binding.id(), "imported before it is exported");
        let mut run = Run::new(self.work, None);
        // On the heap: imports and exports are inside each other.
        Box::pin(run.these::<T>(std::slice::from_ref(id))).await?;
        Ok(match run.report.of::<T>().and_then(|model| model.failures.first()) {
            Some(failed) => {
                let message = format!("it was to be imported first, which failed: {}", failed.error);
                First::Refused(RecordOutcome::Failed(message))
            }
            None => First::Imported,
        })
    }
}
