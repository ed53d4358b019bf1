//! The part of an import that writes: one page, one transaction.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, BindingId, Extensible, ExternalBinding, ExternalId, ExternalValue, LinkRequest, MapContext, MapOptions,
    MappedExtension, Model, RecordId,
};
use connector_store::{Error, Origin, Records as _, Stored, SubUnit, Tx};

use super::entry::{Entry, Refusal, Settled};
use super::known::Known;
use super::page::Counted;
use crate::erased::AnyHooks;
use crate::registry::{Components, Synchronized, no_hooks};
use crate::{Imported, RecordOutcome, Registry};

/// A page, and everything that is needed to write it.
pub(super) struct Batch<'b, T: Synchronized> {
    pub(super) components: &'b Components<T>,
    pub(super) registry: &'b Registry<T::Backend>,
    pub(super) backend: BackendId<T::Backend>,
    pub(super) version: Option<Extensible<<T::Backend as Backend>::Version>>,
    pub(super) entries: &'b [Entry<T>],
    /// What was settled without writing: failures among it are remembered.
    pub(super) settled: &'b [Settled],
    /// What the application tells its mappers.
    pub(super) options: &'b MapOptions,
    /// The part that is imported.
    pub(super) unit: Option<SubUnit>,
    /// Whether what has the date of last time is compared all the same.
    pub(super) compare: bool,
    pub(super) refused: &'b HashMap<LinkRequest, Refusal>,
    /// What waits for this page, further out.
    pub(super) importing: &'b HashSet<LinkRequest>,
    /// Whether failures of this binding are remembered, so that some may be forgotten.
    pub(super) failing: bool,
    /// What failed before in this run: it is not remembered as one more try.
    pub(super) counted: &'b Counted,
    pub(super) cursor: Option<DateTime<Utc>>,
}

/// What is kept of an entry.
pub(super) struct Kept<T: ExternalBinding> {
    pub(super) binding: Stored<T>,
    pub(super) record: Option<T::Record>,
    /// Where it is exported, and was to be compared.
    pub(super) known: Option<Known>,
}

/// What the mapper gave for an entry; none has a record where the binding is direct.
pub(super) struct Values<T: ExternalBinding> {
    pub(super) record: Option<T::Record>,
    pub(super) binding: T,
    /// What other crates add to both.
    pub(super) extensions: Vec<MappedExtension>,
}

/// Writes a page. Gives each entry's outcome, in its place.
pub(super) async fn write<T: Synchronized>(tx: &mut Tx<'_>, batch: &Batch<'_, T>) -> Result<Vec<RecordOutcome>, Error> {
    tx.set_origin(Origin::import(batch.backend));
    // It may have been paused since the page was read.
    tx.require_active(batch.backend).await?;
    let mut kept = batch.read_kept(tx).await?;
    let mut outcomes: Vec<Option<RecordOutcome>> = Vec::with_capacity(batch.entries.len());
    for (entry, kept) in batch.entries.iter().zip(&kept) {
        let up_to_date = !batch.compare && kept.as_ref().is_some_and(|kept| entry.is_up_to_date(&kept.binding));
        outcomes.push(up_to_date.then_some(RecordOutcome::Unchanged));
    }
    batch.read_known(tx, &mut kept, &outcomes).await?;
    let reviews = batch.reviews(tx, &kept).await?;
    batch.write_in_waves(tx, &kept, &reviews, &mut outcomes).await?;
    let outcomes: Vec<RecordOutcome> = outcomes.into_iter().map(|outcome| outcome.unwrap_or(RecordOutcome::Unchanged)).collect();
    batch.close_reviews(tx, &reviews, &outcomes).await?;
    batch.remember(tx, &outcomes).await?;
    Ok(outcomes)
}

impl<T: Synchronized> Batch<'_, T> {
    pub(super) fn hooks(&self) -> &dyn AnyHooks<T> {
        self.components.hooks(self.version).unwrap_or_else(|| no_hooks::<T>())
    }

    async fn read_kept(&self, tx: &mut Tx<'_>) -> Result<Vec<Option<Kept<T>>>, Error> {
        let ids: Vec<T::ExternalId> = self.entries.iter().map(|entry| entry.id.clone()).collect();
        let bindings = tx.binder::<T>(self.backend).to_internal_many(&ids).await?;
        let records: Vec<RecordId<T::Record>> = bindings.iter().flatten().filter_map(|binding| binding.record_id().cloned()).collect();
        let mut found = if records.is_empty() { Vec::new() } else { self.components.records().find(tx, &records).await? }.into_iter();
        let mut kept = Vec::with_capacity(bindings.len());
        for binding in bindings {
            kept.push(binding.map(|binding| {
                let record = binding.record_id().and_then(|_| found.next().flatten());
                Kept { binding, record, known: None }
            }));
        }
        Ok(kept)
    }

    /// Maps an entry: what it says, and whose it is.
    pub(super) fn map(&self, entry: &Entry<T>, context: MapContext<'_, T>) -> Result<Values<T>, Error> {
        let mapped = entry.remote.map(&context.with_options(self.options)).map_err(Error::application)?;
        let (record, mut binding, extensions) = mapped.into_parts();
        binding.set_backend_id(self.backend);
        binding.set_external_id(entry.id.clone());
        Ok(Values { record, binding, extensions })
    }

    pub(super) async fn after(&self, tx: &mut Tx<'_>, entry: &Entry<T>, id: BindingId<T>, binding: &T, created: bool) -> Result<(), Error> {
        let record = binding.record_id().cloned();
        let imported = Imported { binding: id, record, external_id: entry.id.clone(), created };
        self.hooks().after_remote(tx, &imported, entry.remote.as_remote()).await
    }

    /// Ends what was done for one record: kept, or undone with its error as its outcome.
    pub(super) async fn end(
        &self,
        tx: &mut Tx<'_>,
        savepoint: connector_store::Savepoint,
        done: Result<RecordOutcome, Error>,
    ) -> Result<RecordOutcome, Error> {
        match done {
            Ok(outcome) => {
                tx.release(savepoint).await?;
                Ok(outcome)
            }
            Err(error) => {
                tx.roll_back(savepoint).await?;
                failed(error)
            }
        }
    }

    /// Remembers that a record failed, once in a run.
    async fn set_failure(&self, tx: &mut Tx<'_>, id: Option<&ExternalValue<'_>>, reference: &str, error: &str) -> Result<(), Error> {
        let failed = id.and_then(|id| self.counted.get(&id.clone().into_owned())).copied().unwrap_or_default();
        if failed { Ok(()) } else { tx.set_failure_in::<T>(self.backend, self.unit.as_ref(), reference, true, error).await }
    }

    /// Remembers what failed, forgets what no longer does, and moves the cursor.
    async fn remember(&self, tx: &mut Tx<'_>, outcomes: &[RecordOutcome]) -> Result<(), Error> {
        for (entry, outcome) in self.entries.iter().zip(outcomes) {
            let reference = entry.reference();
            if let RecordOutcome::Failed(error) = outcome {
                self.set_failure(tx, Some(&entry.id.to_external()), &reference, error).await?;
                continue;
            }
            if !self.failing {
                continue;
            }
            tx.clear_failure::<T>(self.backend, &reference, true).await?;
            // It may have had no usable ID before.
            if let Some(words) = entry.remote.reference() {
                tx.clear_failure::<T>(self.backend, &words, false).await?;
            }
        }
        for settled in self.settled {
            match &settled.outcome {
                RecordOutcome::Failed(error) if settled.has_id => {
                    self.set_failure(tx, settled.id.as_ref(), &settled.reference, error).await?;
                }
                RecordOutcome::Failed(error) => {
                    tx.set_failure_in::<T>(self.backend, self.unit.as_ref(), &settled.reference, false, error).await?;
                }
                _ if self.failing => tx.clear_failure::<T>(self.backend, &settled.reference, settled.has_id).await?,
                _ => {}
            }
        }
        match (self.cursor, &self.unit) {
            (Some(cursor), Some(unit)) => tx.set_unit_cursor::<T>(self.backend, unit, cursor).await,
            (Some(cursor), None) => tx.set_cursor::<T>(self.backend, cursor).await,
            (None, _) => Ok(()),
        }
    }
}

/// The application's record that a binding links, or is to link, is not there.
pub(super) fn record_gone<T: ExternalBinding>(id: &RecordId<T::Record>) -> Error {
    Error::NotFound { model: T::Record::NAME, id: id.to_string() }
}

/// An error of one record is its outcome; an error of the whole database stops everything. A statement that was refused is
/// of one record: a constraint of the application's own tables may speak.
pub(crate) fn failed(error: Error) -> Result<RecordOutcome, Error> {
    let own = matches!(error, Error::Application(_) | Error::Field(_) | Error::Database(_) | Error::ListenersTooDeep { .. });
    let one = own || error.is_about_one_row();
    if one { Ok(RecordOutcome::Failed(error.to_string())) } else { Err(error) }
}
