//! What an import learns of the remote: an export after it does not send back what came.

use std::collections::HashMap;

use connector_core::BindingId;
use connector_store::{Error, Stored, Tx};

use super::write::Batch;
use crate::RecordOutcome;
use crate::export::{Body, Sent, State, read_states};
use crate::registry::Synchronized;

/// What would have been exported before the import wrote, by binding.
pub(super) struct Before(HashMap<i64, Body>);

impl<T: Synchronized> Batch<'_, T> {
    async fn states(&self, tx: &mut Tx<'_>, bindings: Vec<Stored<T>>) -> Result<Vec<State<T>>, Error> {
        match self.components.exporter(self.version) {
            Some(adapter) if !bindings.is_empty() => {
                read_states(tx, self.registry, self.components, adapter, self.options, self.backend, bindings).await
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Of what is not exported at all, nothing; nor of what is up to date.
    pub(super) async fn before(&self, tx: &mut Tx<'_>, outcomes: &[Option<RecordOutcome>]) -> Result<Before, Error> {
        if self.components.exporter(self.version).is_none() {
            return Ok(Before(HashMap::new()));
        }
        let open = self.entries.iter().zip(outcomes).filter(|(_, outcome)| outcome.is_none());
        let ids: Vec<T::ExternalId> = open.map(|(entry, _)| entry.id.clone()).collect();
        let kept = tx.binder::<T>(self.backend).to_internal_many(&ids).await?.into_iter().flatten().collect();
        let states = self.states(tx, kept).await?;
        Ok(Before(states.into_iter().filter_map(|state| Some((state.binding.id().get(), state.body.ok()?))).collect()))
    }

    /// The record was here before, and is matched with one of the remote's: what the remote has of it is not known.
    pub(super) async fn learn_nothing(&self, tx: &mut Tx<'_>, binding: BindingId<T>, id: &T::ExternalId) -> Result<(), Error> {
        match self.components.exporter(self.version) {
            Some(_) => tx.set_sent(binding, &Sent::nothing(id).to_text()).await,
            None => Ok(()),
        }
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
        let mut learned = Vec::new();
        for state in self.states(tx, bindings).await? {
            let (Ok(body), Some(id)) = (&state.body, state.binding.external_id()) else { continue };
            let before = before.0.get(&state.binding.id().get());
            // A matched one was here before, and has said so.
            if before.is_some() || state.sent.is_none() {
                learned.push((state.binding.id(), body.learned(before, state.sent, id).to_text()));
            }
        }
        tx.set_sent_many(&learned).await
    }
}
