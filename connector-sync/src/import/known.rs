//! What an import learns of the remote: an export after it does not send back what came.

use connector_core::BindingId;
use connector_store::{Error, Stored, Tx};

use super::write::{Batch, Kept};
use crate::RecordOutcome;
use crate::export::{Body, Sent, State, read_states};
use crate::registry::Synchronized;

/// What is exported of a binding as it was before the import, and what the remote was known to have of it.
pub(super) struct Known {
    pub(super) body: Body,
    pub(super) sent: Option<Sent>,
}

impl<T: Synchronized> Batch<'_, T> {
    async fn states(&self, tx: &mut Tx<'_>, bindings: Vec<Stored<T>>) -> Result<Vec<State<T>>, Error> {
        match self.components.exporter(self.version) {
            Some(adapter) if !bindings.is_empty() => {
                read_states(tx, self.registry, self.components, adapter, self.options, self.backend, bindings).await
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Reads what is known of the bindings that are to be compared; nothing of what is not exported at all.
    pub(super) async fn read_known(
        &self,
        tx: &mut Tx<'_>,
        kept: &mut [Option<Kept<T>>],
        outcomes: &[Option<RecordOutcome>],
    ) -> Result<(), Error> {
        if self.components.exporter(self.version).is_none() {
            return Ok(());
        }
        let open = kept.iter_mut().zip(outcomes).filter(|(_, outcome)| outcome.is_none());
        let mut open: Vec<&mut Kept<T>> = open.filter_map(|(kept, _)| kept.as_mut()).collect();
        let ids: Vec<BindingId<T>> = open.iter().map(|kept| kept.binding.id()).collect();
        let bindings = tx.get_many::<T>(&ids).await?.into_iter().flatten().collect();
        for state in self.states(tx, bindings).await? {
            if let (Ok(body), Some(kept)) = (state.body, open.iter_mut().find(|kept| kept.binding.id() == state.binding.id())) {
                kept.known = Some(Known { body, sent: state.sent });
            }
        }
        Ok(())
    }

    /// The record was here before, and is matched with one of the remote's: what the remote has of it is not known.
    pub(super) async fn learn_nothing(&self, tx: &mut Tx<'_>, binding: BindingId<T>, id: &T::ExternalId) -> Result<(), Error> {
        match self.components.exporter(self.version) {
            Some(_) => tx.set_sent(binding, &Sent::nothing(id).to_text()).await,
            None => Ok(()),
        }
    }

    /// Remembers that the remote has all of what was created just now: it came from there. To be called before anybody else
    /// changes it.
    pub(super) async fn learn_created(&self, tx: &mut Tx<'_>, ids: &[BindingId<T>]) -> Result<(), Error> {
        if self.components.exporter(self.version).is_none() {
            return Ok(());
        }
        let bindings = tx.get_many::<T>(ids).await?.into_iter().flatten().collect();
        let mut learned = Vec::new();
        for state in self.states(tx, bindings).await? {
            if let (Ok(body), Some(id)) = (&state.body, state.binding.external_id()) {
                learned.push((state.binding.id(), body.sent_to(id).to_text()));
            }
        }
        tx.set_sent_many(&learned).await
    }

    /// Remembers what the remote has of a binding whose body is `now` what came from there, and before what is `known`. What was
    /// changed here, and is still to be exported, stays so.
    pub(super) async fn learn_updated(
        &self,
        tx: &mut Tx<'_>,
        binding: BindingId<T>,
        id: &T::ExternalId,
        known: &Known,
        now: &Body,
    ) -> Result<(), Error> {
        tx.set_sent(binding, &now.learned(&known.body, known.sent.clone(), id).to_text()).await
    }
}
