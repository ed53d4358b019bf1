//! The part of an import that writes: one page, one transaction.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, BindingId, Changes, Extensible, ExternalBinding, ExternalId, ExternalValue, LinkRequest, Links, MapContext, RecordId,
};
use connector_store::{Error, Outcome, Stored, Tx};

use crate::erased::{AnyHooks, AnyRemote};
use crate::registry::{Components, Synchronized, no_hooks};
use crate::{Imported, RecordOutcome, Registry};

/// A record of a page that is to be written.
pub(super) struct Entry<T: ExternalBinding> {
    pub(super) id: T::ExternalId,
    pub(super) remote: AnyRemote<T>,
    pub(super) requests: Vec<LinkRequest>,
}

/// A record whose outcome is known.
pub(super) struct Settled {
    /// Its ID as text, or words by which a person finds it.
    pub(super) reference: String,
    pub(super) has_id: bool,
    /// Its ID, where others may link it.
    pub(super) id: Option<ExternalValue<'static>>,
    pub(super) outcome: RecordOutcome,
}

impl<T: ExternalBinding> Entry<T> {
    /// Whether the remote's date is the one that was imported last.
    pub(super) fn is_up_to_date(&self, kept: &T) -> bool {
        kept.external_updated_at().is_some_and(|kept| self.remote.external_updated_at().map(connector_core::to_microseconds) == Some(kept))
    }

    fn reference(&self) -> String {
        self.id.to_external().to_string()
    }

    pub(super) fn settled(&self, outcome: RecordOutcome) -> Settled {
        Settled { reference: self.reference(), has_id: true, id: Some(self.id.to_external().into_owned()), outcome }
    }
}

/// A page, and everything that is needed to write it.
pub(super) struct Batch<'b, T: Synchronized> {
    pub(super) components: &'b Components<T>,
    pub(super) registry: &'b Registry<T::Backend>,
    pub(super) backend: BackendId<T::Backend>,
    pub(super) version: Option<Extensible<<T::Backend as Backend>::Version>>,
    pub(super) entries: &'b [Entry<T>],
    /// What was settled without writing: failures among it are remembered.
    pub(super) settled: &'b [Settled],
    pub(super) refused: &'b HashMap<LinkRequest, String>,
    pub(super) known_failures: &'b HashSet<(bool, String)>,
    pub(super) cursor: Option<DateTime<Utc>>,
}

/// What is kept of an entry.
struct Kept<T: ExternalBinding> {
    binding: Stored<T>,
    record: Option<T::Record>,
}

/// A mapped entry that is new: record (none of a direct binding) and binding are in the same places of two lists.
struct New<T: ExternalBinding> {
    places: Vec<usize>,
    records: Vec<T::Record>,
    bindings: Vec<T>,
}

/// Writes a page. Gives each entry's outcome, in its place.
pub(super) async fn write<T: Synchronized>(tx: &mut Tx<'_>, batch: &Batch<'_, T>) -> Result<Vec<RecordOutcome>, Error> {
    let kept = batch.read_kept(tx).await?;
    let mut outcomes: Vec<Option<RecordOutcome>> = Vec::with_capacity(batch.entries.len());
    for (entry, kept) in batch.entries.iter().zip(&kept) {
        let up_to_date = kept.as_ref().is_some_and(|kept| entry.is_up_to_date(&kept.binding));
        outcomes.push(up_to_date.then_some(RecordOutcome::Unchanged));
    }
    batch.write_in_waves(tx, &kept, &mut outcomes).await?;
    let outcomes: Vec<RecordOutcome> = outcomes.into_iter().map(|outcome| outcome.unwrap_or(RecordOutcome::Unchanged)).collect();
    batch.remember(tx, &outcomes).await?;
    Ok(outcomes)
}

impl<T: Synchronized> Batch<'_, T> {
    fn hooks(&self) -> &dyn AnyHooks<T> {
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
                Kept { binding, record }
            }));
        }
        Ok(kept)
    }

    /// What links nothing of this page first, then what links those, and so on.
    async fn write_in_waves(&self, tx: &mut Tx<'_>, kept: &[Option<Kept<T>>], outcomes: &mut [Option<RecordOutcome>]) -> Result<(), Error> {
        let mut links = Links::new();
        let mut pending: Vec<usize> = (0..self.entries.len()).filter(|place| outcomes[*place].is_none()).collect();
        while !pending.is_empty() {
            self.look_up(tx, &pending, &mut links).await?;
            let is_ready = |place: &usize| self.entries[*place].requests.iter().all(|request| links.contains(request));
            let (ready, waiting): (Vec<usize>, Vec<usize>) = pending.into_iter().partition(is_ready);
            if ready.is_empty() {
                for place in &waiting {
                    outcomes[*place] = Some(RecordOutcome::Failed(self.why_not_linked(*place, &waiting, &links)));
                }
                break;
            }
            self.write_wave(tx, &ready, kept, &links, outcomes).await?;
            pending = waiting;
        }
        Ok(())
    }

    /// Looks up what the entries link, one statement a model and a thousand.
    async fn look_up(&self, tx: &mut Tx<'_>, places: &[usize], links: &mut Links) -> Result<(), Error> {
        let mut wanted: HashMap<std::any::TypeId, Vec<ExternalValue<'static>>> = HashMap::new();
        let mut asked = HashSet::new();
        for request in places.iter().flat_map(|place| &self.entries[*place].requests) {
            if !links.contains(request) && asked.insert(request) {
                wanted.entry(request.binding).or_default().push(request.id.clone());
            }
        }
        for (binding, ids) in wanted {
            if let Some(components) = self.registry.any(binding) {
                components.look_up(tx, self.backend, &ids, links).await?;
            }
        }
        Ok(())
    }

    fn why_not_linked(&self, place: usize, waiting: &[usize], links: &Links) -> String {
        let missing = self.entries[place].requests.iter().find(|request| !links.contains(request));
        let Some(request) = missing else { return "it links something that is not there".to_owned() };
        let what = format!("it links {} {}", request.model, request.id);
        if let Some(reason) = self.refused.get(request) {
            return match reason.strip_prefix("failed: ") {
                Some(error) => format!("{what}, which failed: {error}"),
                None => format!("{what}, which {reason}"),
            };
        }
        let waits_as_well = waiting.iter().any(|place| LinkRequest::of::<T>(&self.entries[*place].id) == *request);
        if waits_as_well { format!("{what}, which links it in a circle") } else { format!("{what}, which is not bound") }
    }

    /// Maps and writes entries whose links are all there.
    async fn write_wave(
        &self,
        tx: &mut Tx<'_>,
        ready: &[usize],
        kept: &[Option<Kept<T>>],
        links: &Links,
        outcomes: &mut [Option<RecordOutcome>],
    ) -> Result<(), Error> {
        let mut new = New { places: Vec::new(), records: Vec::new(), bindings: Vec::new() };
        for place in ready {
            let entry = &self.entries[*place];
            let kept = kept[*place].as_ref();
            let context = MapContext::new(self.backend, links).kept(kept.map(|kept| &*kept.binding), kept.and_then(|kept| kept.record.as_ref()));
            let (record, mut binding) = match entry.remote.map(&context) {
                Ok(mapped) => mapped.into_parts(),
                Err(error) => {
                    outcomes[*place] = Some(RecordOutcome::Failed(error.to_string()));
                    continue;
                }
            };
            binding.set_backend_id(self.backend);
            binding.set_external_id(entry.id.clone());
            if let Some(kept) = kept {
                outcomes[*place] = Some(self.update(tx, entry, kept, record.as_ref(), binding).await?);
                continue;
            }
            binding.set_sync_date(Some(tx.time()));
            binding.set_external_updated_at(entry.remote.external_updated_at());
            let matches = match &record {
                Some(record) => match self.hooks().match_existing(tx, record).await {
                    Ok(matches) => matches,
                    Err(error) => {
                        outcomes[*place] = Some(failed(error)?);
                        continue;
                    }
                },
                None => Vec::new(),
            };
            match (record, matches.as_slice()) {
                (record, []) => {
                    new.places.push(*place);
                    new.records.extend(record);
                    new.bindings.push(binding);
                }
                (Some(record), [matched]) => {
                    binding.set_record_id(matched.clone());
                    outcomes[*place] = Some(self.link(tx, entry, matched, &record, &binding).await?);
                }
                (_, matches) => {
                    let matches: Vec<String> = matches.iter().map(ToString::to_string).collect();
                    let error = format!("several records match it: {}: bind it to the right one by hand", matches.join(", "));
                    outcomes[*place] = Some(RecordOutcome::Failed(error));
                }
            }
        }
        self.create(tx, new, outcomes).await
    }

    /// Creates records and bindings: all at once, and one by one only where something was refused.
    async fn create(&self, tx: &mut Tx<'_>, mut new: New<T>, outcomes: &mut [Option<RecordOutcome>]) -> Result<(), Error> {
        if new.places.is_empty() {
            return Ok(());
        }
        let savepoint = tx.savepoint().await?;
        let all = 0..new.places.len();
        match self.try_create(tx, &mut new, all).await {
            Ok(()) => {
                tx.release(savepoint).await?;
                for place in new.places {
                    outcomes[place] = Some(RecordOutcome::Created);
                }
                return Ok(());
            }
            Err(error) => {
                tx.roll_back(savepoint).await?;
                // With one record there is nothing to be found out.
                let refused = failed(error)?;
                if let [place] = new.places[..] {
                    outcomes[place] = Some(refused);
                    return Ok(());
                }
            }
        }
        for row in 0..new.places.len() {
            let savepoint = tx.savepoint().await?;
            let created = self.try_create(tx, &mut new, row..row + 1).await;
            outcomes[new.places[row]] = Some(self.end(tx, savepoint, created.map(|()| RecordOutcome::Created)).await?);
        }
        Ok(())
    }

    /// Creates some records and bindings, or gives the first error.
    async fn try_create(&self, tx: &mut Tx<'_>, new: &mut New<T>, rows: std::ops::Range<usize>) -> Result<(), Error> {
        let bindings = &mut new.bindings[rows.clone()];
        if !new.records.is_empty() {
            let created = self.components.records().create(tx, &new.records[rows.clone()]).await?;
            for (binding, record) in bindings.iter_mut().zip(created) {
                binding.set_record_id(record?);
            }
        }
        let put = tx.put_many(bindings).await?;
        for ((place, binding), outcome) in new.places[rows].iter().zip(&new.bindings).zip(put) {
            let id = outcome.into_id()?;
            self.after(tx, &self.entries[*place], id, binding, true).await?;
        }
        Ok(())
    }

    /// Binds an existing record, and brings it up to date.
    async fn link(&self, tx: &mut Tx<'_>, entry: &Entry<T>, id: &RecordId<T::Record>, record: &T::Record, binding: &T) -> Result<RecordOutcome, Error> {
        let savepoint = tx.savepoint().await?;
        let linked = self.try_link(tx, entry, id, record, binding).await;
        self.end(tx, savepoint, linked).await
    }

    async fn try_link(&self, tx: &mut Tx<'_>, entry: &Entry<T>, id: &RecordId<T::Record>, record: &T::Record, binding: &T) -> Result<RecordOutcome, Error> {
        let records = self.components.records();
        if let Some(kept) = records.find(tx, std::slice::from_ref(id)).await?.pop().flatten() {
            let changes = Changes::between(&kept, record);
            if !changes.is_empty() {
                records.update(tx, id, &changes).await?;
            }
        }
        let put = tx.put_many(std::slice::from_ref(binding)).await?.pop();
        let put = put.map_or_else(|| Err(Error::Database("a row was lost".to_owned())), Outcome::into_id)?;
        self.after(tx, entry, put, binding, true).await?;
        Ok(RecordOutcome::Created)
    }

    /// Writes what differs from what is kept, if anything.
    async fn update(&self, tx: &mut Tx<'_>, entry: &Entry<T>, kept: &Kept<T>, record: Option<&T::Record>, mut binding: T) -> Result<RecordOutcome, Error> {
        let record_id = kept.binding.record_id().cloned();
        if let Some(id) = &record_id {
            binding.set_record_id(id.clone());
        }
        binding.set_sync_date(kept.binding.sync_date());
        binding.set_external_updated_at(kept.binding.external_updated_at());
        let record_changes = match (&kept.record, record) {
            (Some(kept), Some(record)) => Changes::between(kept, record),
            _ => Changes::new(),
        };
        let differs = Changes::between(&*kept.binding, &binding);
        let mut fields: Vec<&'static str> = record_changes.iter().map(|(field, _)| field.name).collect();
        fields.extend(differs.iter().map(|(field, _)| field.name));
        if fields.is_empty() {
            return Ok(RecordOutcome::Unchanged);
        }
        binding.set_sync_date(Some(tx.time()));
        binding.set_external_updated_at(entry.remote.external_updated_at());
        let binding_changes = Changes::between(&*kept.binding, &binding);
        let savepoint = tx.savepoint().await?;
        let updated = self.try_update(tx, entry, kept.binding.id(), record_id, &record_changes, &binding_changes, &binding).await;
        self.end(tx, savepoint, updated.map(|()| RecordOutcome::Updated(fields))).await
    }

    #[allow(clippy::too_many_arguments)]
    async fn try_update(
        &self,
        tx: &mut Tx<'_>,
        entry: &Entry<T>,
        id: BindingId<T>,
        record_id: Option<RecordId<T::Record>>,
        record_changes: &Changes<T::Record>,
        binding_changes: &Changes<T>,
        binding: &T,
    ) -> Result<(), Error> {
        if let (Some(record), false) = (&record_id, record_changes.is_empty()) {
            self.components.records().update(tx, record, record_changes).await?;
        }
        tx.update(&id, binding_changes).await?;
        self.after(tx, entry, id, binding, false).await
    }

    async fn after(&self, tx: &mut Tx<'_>, entry: &Entry<T>, id: BindingId<T>, binding: &T, created: bool) -> Result<(), Error> {
        let record = binding.record_id().cloned();
        let imported = Imported { binding: id, record, external_id: entry.id.clone(), created };
        self.hooks().after(tx, &imported).await
    }

    /// Ends what was done for one record: kept, or undone with its error as its outcome.
    async fn end(&self, tx: &mut Tx<'_>, savepoint: connector_store::Savepoint, done: Result<RecordOutcome, Error>) -> Result<RecordOutcome, Error> {
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

    /// Remembers what failed, forgets what no longer does, and moves the cursor.
    async fn remember(&self, tx: &mut Tx<'_>, outcomes: &[RecordOutcome]) -> Result<(), Error> {
        for (entry, outcome) in self.entries.iter().zip(outcomes) {
            let reference = entry.reference();
            if let RecordOutcome::Failed(error) = outcome {
                tx.set_failure::<T>(self.backend, &reference, true, error).await?;
                continue;
            }
            // It may have had no usable ID before.
            for (has_id, reference) in [Some((true, reference)), entry.remote.reference().map(|words| (false, words))].into_iter().flatten() {
                let known = (has_id, reference);
                if self.known_failures.contains(&known) {
                    tx.clear_failure::<T>(self.backend, &known.1, known.0).await?;
                }
            }
        }
        for settled in self.settled {
            match &settled.outcome {
                RecordOutcome::Failed(error) => tx.set_failure::<T>(self.backend, &settled.reference, settled.has_id, error).await?,
                _ => tx.clear_failure::<T>(self.backend, &settled.reference, settled.has_id).await?,
            }
        }
        match self.cursor {
            Some(cursor) => tx.set_cursor::<T>(self.backend, cursor).await,
            None => Ok(()),
        }
    }
}

/// An error of one record is its outcome; an error of the database stops everything.
fn failed(error: Error) -> Result<RecordOutcome, Error> {
    let one = error.is_about_one_row() || matches!(error, Error::Application(_) | Error::Field(_));
    if one { Ok(RecordOutcome::Failed(error.to_string())) } else { Err(error) }
}
