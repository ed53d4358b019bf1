//! What an import learns of the remote: an export after it does not send back what came.

use std::collections::HashMap;

use connector_store::{Error, Stored, Tx};

use super::write::Batch;
use crate::RecordOutcome;
use crate::export::{Body, State, read_states};
use crate::registry::Synchronized;

/// What would have been exported before the import wrote, by binding.
pub(super) struct Before(HashMap<i64, Body>);

impl<T: Synchronized> Batch<'_, T> {
    async fn states(&self, tx: &mut Tx<'_>, bindings: Vec<Stored<T>>) -> Result<Vec<State<T>>, Error> {
        match self.components.exporter(self.version) {
            Some(adapter) if !bindings.is_empty() => read_states(tx, self.registry, self.components, adapter, self.backend, bindings).await,
            _ => Ok(Vec::new()),
        }
    }

    /// Of what is not exported at all, nothing.
    pub(super) async fn before(&self, tx: &mut Tx<'_>) -> Result<Before, Error> {
        if self.components.exporter(self.version).is_none() {
            return Ok(Before(HashMap::new()));
        }
        let ids: Vec<T::ExternalId> = self.entries.iter().map(|entry| entry.id.clone()).collect();
        let kept = tx.binder::<T>(self.backend).to_internal_many(&ids).await?.into_iter().flatten().collect();
        let states = self.states(tx, kept).await?;
        Ok(Before(states.into_iter().filter_map(|state| Some((state.binding.id().get(), state.body.ok()?))).collect()))
    }

    /// Remembers that the remote has what came from it. What was changed here, and is still to be exported, stays so.
    pub(super) async fn learn(&self, tx: &mut Tx<'_>, before: &Before, outcomes: &[RecordOutcome]) -> Result<(), Error> {
        if self.components.exporter(self.version).is_none() {
            return Ok(());
        }
        let written = |outcome: &RecordOutcome| matches!(outcome, RecordOutcome::Created | RecordOutcome::Updated(_));
        let ids: Vec<T::ExternalId> =
            self.entries.iter().zip(outcomes).filter(|(_, outcome)| written(outcome)).map(|(entry, _)| entry.id.clone()).collect();
        let bindings = tx.binder::<T>(self.backend).to_internal_many(&ids).await?.into_iter().flatten().collect();
        for state in self.states(tx, bindings).await? {
            let (Ok(body), Some(id)) = (&state.body, state.binding.external_id()) else { continue };
            let known = body.learned(before.0.get(&state.binding.id().get()), state.sent, id);
            tx.set_sent(state.binding.id(), &known.to_text()).await?;
        }
        Ok(())
    }
}
