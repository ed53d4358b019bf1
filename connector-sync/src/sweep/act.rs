//! What is done here with what is gone on the remote: a page, in one transaction.

use connector_core::{BackendId, BindingId, ExternalId, Model, RecordId, Value};
use connector_store::{BoundBy, Error, Origin, Records as _, ReviewKind, Stored, Tx};

use super::OnGone;
use super::known::ARCHIVED;
use super::policy::external_id;
use crate::RecordOutcome;
use crate::WorkContext;
use crate::export::{Sent, read_states, subject};
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
                if let Some(other) = self.others(tx, id, record).await?.first() {
                    let why = format!("{gone}. It is not archived here, as {}", is_bound::<T>(record, other));
                    return self.ask(tx, &subject, &why).await;
                }
                // What a person has archived stays so when it is there again.
                let before = self.components.records().find(tx, std::slice::from_ref(record)).await?.pop().flatten();
                let is_archived = before.is_some_and(|record| is_archived(&record));
                self.components.records().archive(tx, std::slice::from_ref(record)).await?.pop().unwrap_or(Ok(()))?;
                // So that the next sweep knows it, and a later one brings it back.
                tx.review::<T>(self.backend, &ReviewKind::Gone, &subject, &gone).await?;
                let (decision, choice) =
                    if is_archived { ("it was archived before", None) } else { ("archived by a sweep", Some(ARCHIVED)) };
                tx.close_review_as::<T>(self.backend, &ReviewKind::Gone, &subject, decision, choice).await?;
                self.say_nothing_more(tx, id).await?;
                Ok(RecordOutcome::Updated(vec!["active"]))
            }
            (OnGone::Unbind, _) => {
                tx.binder::<T>(self.backend).unbind(id).await?;
                tx.close_review::<T>(self.backend, &ReviewKind::Gone, &subject, "unbound by a sweep").await?;
                Ok(RecordOutcome::Updated(external_id::<T>().map(|field| field.name).into_iter().collect()))
            }
            (OnGone::Delete, record) => {
                let others = match record {
                    Some(record) => self.others(tx, id, record).await?,
                    None => Vec::new(),
                };
                if let (Some(record), Some(other)) = (record, others.iter().find(|other| !self.is_beside(other))) {
                    return Err(Error::application(format!("{}, and is not deleted: unbind it here", is_bound::<T>(record, other))));
                }
                // Where the remote shows it several times, the record goes with the last one.
                let record = record.filter(|_| others.is_empty());
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
            (OnGone::Keep | OnGone::Archive, _) => self.ask(tx, &subject, &gone).await,
        }
    }

    /// Puts it before a person.
    async fn ask(&self, tx: &mut Tx<'_>, subject: &str, why: &str) -> Result<RecordOutcome, Error> {
        let message = format!("{why}. Delete the binding, unbind it so that the next export creates it anew, or leave it as it is");
        tx.review::<T>(self.backend, &ReviewKind::Gone, subject, &message).await?;
        Ok(RecordOutcome::Skipped("the remote no longer has it: it is under review".to_owned()))
    }

    /// What else binds a record: on this backend or another one, of whichever model.
    async fn others(&self, tx: &mut Tx<'_>, id: BindingId<T>, record: &RecordId<T::Record>) -> Result<Vec<BoundBy>, Error> {
        let mut bound = tx.bound_by(record).await?;
        bound.retain(|bound| (bound.model, bound.binding) != (T::NAME, id.get()));
        Ok(bound)
    }

    /// Whether it is another binding of the same model on the same backend.
    fn is_beside(&self, other: &BoundBy) -> bool {
        (other.model, other.backend) == (T::NAME, self.backend.get())
    }

    /// An export has nothing to say of a record that is not there. What was still to be sent is, when it is there again.
    async fn say_nothing_more(&self, tx: &mut Tx<'_>, id: BindingId<T>) -> Result<(), Error> {
        let Some(adapter) = self.components.exporter(self.work.version()) else { return Ok(()) };
        let Some(binding) = tx.get::<T>(&id).await? else { return Ok(()) };
        let (registry, options) = (self.work.registry, self.work.options());
        let states = read_states(tx, registry, self.components, adapter, options, self.backend, vec![binding]).await?;
        for state in states {
            if let (Ok(body), Some(external_id)) = (&state.body, state.binding.external_id()) {
                let sent = state.sent.clone().unwrap_or_else(|| Sent::nothing(external_id));
                tx.set_sent(id, &sent.gone(body).to_text()).await?;
            }
        }
        Ok(())
    }
}

/// `product 7 is bound on backend 2, too (by shop.product 9)`
fn is_bound<T: Synchronized>(record: &RecordId<T::Record>, other: &BoundBy) -> String {
    let BoundBy { model, backend, binding, .. } = other;
    format!("{} {record} is bound on backend {backend}, too (by {model} {binding})", T::Record::NAME)
}

/// Whether its field `active` says so; a record without one does not tell.
fn is_archived<R: Model>(record: &R) -> bool {
    R::META.position("active").is_some_and(|place| matches!(Value::all_of(record).get(place), Some(Value::Bool(false))))
}
