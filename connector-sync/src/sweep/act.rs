//! What is done here with what is gone on the remote: a page, in one transaction.

use connector_core::{BackendId, BindingId, ExternalId, Model, RecordId};
use connector_store::{Error, Origin, Records as _, ReviewKind, Stored, Tx};

use super::OnGone;
use super::known::ARCHIVED;
use super::policy::external_id;
use crate::RecordOutcome;
use crate::WorkContext;
use crate::export::{read_states, subject};
use crate::import::failed;
use crate::registry::{Components, Synchronized};

/// What is gone, and what is to be done with it.
pub(super) struct Batch<'b, T: Synchronized> {
    pub(super) components: &'b Components<T>,
    pub(super) work: &'b WorkContext<'b, T::Backend>,
    pub(super) backend: BackendId<T::Backend>,
    pub(super) on_gone: OnGone,
    pub(super) gone: &'b [&'b Stored<T>],
}

/// Acts upon a page. Gives each one's outcome, in its place.
pub(super) async fn write<T: Synchronized>(tx: &mut Tx<'_>, batch: &Batch<'_, T>) -> Result<Vec<RecordOutcome>, Error> {
    tx.set_origin(Origin::import(batch.backend));
    // It may have been paused since it was compared.
    tx.require_active(batch.backend).await?;
    let ids: Vec<BindingId<T>> = batch.gone.iter().map(|binding| binding.id()).collect();
    let now = tx.get_many::<T>(&ids).await?;
    let mut outcomes = Vec::with_capacity(now.len());
    for (before, now) in batch.gone.iter().zip(now) {
        let same = now.filter(|now| now.external_id() == before.external_id() && now.backend_id() == batch.backend);
        let Some(binding) = same else {
            outcomes.push(RecordOutcome::Skipped("it was bound otherwise, or deleted, meanwhile".to_owned()));
            continue;
        };
        let savepoint = tx.savepoint().await?;
        outcomes.push(match batch.act(tx, &binding).await {
            Ok(outcome) => {
                tx.release(savepoint).await?;
                outcome
            }
            Err(error) => {
                tx.roll_back(savepoint).await?;
                failed(error)?
            }
        });
    }
    Ok(outcomes)
}

impl<T: Synchronized> Batch<'_, T> {
    async fn act(&self, tx: &mut Tx<'_>, binding: &Stored<T>) -> Result<RecordOutcome, Error> {
        let (id, subject) = (binding.id(), subject(binding.id()));
        let gone = binding.external_id().map(|id| format!("the remote no longer has {}", id.to_external())).unwrap_or_default();
        match (self.on_gone, binding.record_id()) {
            (OnGone::Archive, Some(record)) => {
                self.components.records().archive(tx, std::slice::from_ref(record)).await?.pop().unwrap_or(Ok(()))?;
                // So that the next sweep knows it, and a later one brings it back.
                tx.review::<T>(self.backend, &ReviewKind::Gone, &subject, &gone).await?;
                tx.close_review_as::<T>(self.backend, &ReviewKind::Gone, &subject, "archived by a sweep", Some(ARCHIVED)).await?;
                self.say_nothing_more(tx, id).await?;
                Ok(RecordOutcome::Updated(vec!["active"]))
            }
            (OnGone::Unbind, _) => {
                tx.binder::<T>(self.backend).unbind(id).await?;
                tx.close_review::<T>(self.backend, &ReviewKind::Gone, &subject, "unbound by a sweep").await?;
                Ok(RecordOutcome::Updated(external_id::<T>().map(|field| field.name).into_iter().collect()))
            }
            (OnGone::Delete, record) => {
                if let Some(record) = record {
                    self.refuse_shared(tx, record).await?;
                }
                // What was unbound is not remembered as deleted: there is nothing to be deleted on the remote.
                if external_id::<T>().is_some_and(|field| !field.required) {
                    tx.binder::<T>(self.backend).unbind(id).await?;
                }
                tx.delete::<T>(&id).await?;
                if let Some(record) = record {
                    self.components.records().delete(tx, std::slice::from_ref(record)).await?.pop().unwrap_or(Ok(()))?;
                }
                tx.close_review::<T>(self.backend, &ReviewKind::Gone, &subject, "deleted by a sweep").await?;
                Ok(RecordOutcome::Deleted)
            }
            (OnGone::Keep | OnGone::Archive, _) => {
                let message =
                    format!("{gone}. Delete the binding, unbind it so that the next export creates it anew, or leave it as it is");
                tx.review::<T>(self.backend, &ReviewKind::Gone, &subject, &message).await?;
                Ok(RecordOutcome::Skipped("the remote no longer has it: it is under review".to_owned()))
            }
        }
    }

    /// The remote is taken to have it as it is here: an export has nothing to say of a record that is not there.
    async fn say_nothing_more(&self, tx: &mut Tx<'_>, id: BindingId<T>) -> Result<(), Error> {
        let Some(adapter) = self.components.exporter(self.work.version()) else { return Ok(()) };
        let Some(binding) = tx.get::<T>(&id).await? else { return Ok(()) };
        let (registry, options) = (self.work.registry, self.work.options());
        let states = read_states(tx, registry, self.components, adapter, options, self.backend, vec![binding]).await?;
        for state in states {
            if let (Ok(body), Some(external_id)) = (&state.body, state.binding.external_id()) {
                tx.set_sent(id, &body.sent_to(external_id).to_text()).await?;
            }
        }
        Ok(())
    }

    /// A record that is bound on another backend as well is not gone.
    async fn refuse_shared(&self, tx: &mut Tx<'_>, record: &RecordId<T::Record>) -> Result<(), Error> {
        for other in tx.all::<T::Backend>().await? {
            if other.id() != self.backend && !tx.binder::<T>(other.id()).bindings_of(std::slice::from_ref(record)).await?.is_empty() {
                return Err(Error::application(format!(
                    "{} {record} is bound on backend {}, too, and is not deleted: unbind it here",
                    T::Record::NAME,
                    other.id()
                )));
            }
        }
        Ok(())
    }
}
