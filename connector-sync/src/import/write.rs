//! The part of an import that writes: one page, one transaction.

use std::collections::{HashMap, HashSet};
use std::fmt;

use chrono::{DateTime, Utc};
use connector_core::{
    Backend, BackendId, BindingId, Changes, Extensible, ExternalBinding, ExternalId, ExternalValue, Key, LinkRequest, Links, MapContext,
    MappedExtension, Model, ModelId, RecordId,
};
use connector_store::{Error, Origin, Outcome, Stored, Tx};

use crate::erased::{AnyHooks, AnyRemote};
use crate::registry::{Components, Synchronized, no_hooks};
use crate::{Imported, RecordOutcome, Registry, Unreadable};

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
    /// Whether it was asked for by its ID, and the remote does not have it.
    pub(super) gone: bool,
    pub(super) outcome: RecordOutcome,
}

/// Why something that is linked cannot be imported.
pub(super) enum Refusal {
    Gone,
    Unregistered,
    TooDeep,
    Skipped(String),
    Failed(String),
}

/// What stands between a link and the error of what it links.
const WHICH_FAILED: &str = ", which failed: ";

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => f.write_str(", which the remote does not have"),
            Self::Unregistered => f.write_str(", which the registry has no adapter for"),
            Self::TooDeep => f.write_str(", which is at the end of too long a chain of links: import it first"),
            Self::Skipped(reason) => write!(f, ", which was skipped: {reason}"),
            // Of a chain of failures, the next one and the first cause: texts do not grow with its length.
            Self::Failed(error) => {
                let (cut, sign) = error.rmatch_indices(WHICH_FAILED).nth(1).unwrap_or((0, ""));
                write!(f, "{WHICH_FAILED}{}", &error[cut + sign.len()..])
            }
        }
    }
}

impl Settled {
    /// Of what was asked for by its ID, and the remote does not have.
    pub(super) fn gone<T: ExternalBinding>(id: &T::ExternalId) -> Self {
        let outcome = RecordOutcome::Skipped("the remote does not have it (any more)".to_owned());
        Self { gone: true, ..Self::unread::<T>(id, outcome) }
    }

    /// Of what was asked for by its ID, and did not come.
    pub(super) fn unread<T: ExternalBinding>(id: &T::ExternalId, outcome: RecordOutcome) -> Self {
        let id = id.to_external().into_owned();
        Self { reference: id.to_string(), has_id: true, id: Some(id), gone: false, outcome }
    }
}

impl Settled {
    /// Of what the adapter could not read.
    pub(super) fn unreadable<T: ExternalBinding>(unreadable: Unreadable<T::ExternalId>) -> Self {
        let Unreadable { id, reference, error } = unreadable;
        match id.map(|id| id.to_external().into_owned()).filter(|id| id.fault().is_none()) {
            Some(id) => Self { reference: id.to_string(), has_id: true, id: Some(id), gone: false, outcome: RecordOutcome::Failed(error) },
            None => Self { reference, has_id: false, id: None, gone: false, outcome: RecordOutcome::Failed(error) },
        }
    }
}

impl<T: ExternalBinding> Entry<T> {
    /// Whether what was imported last has the remote's date. A later date is that of another run, which was faster.
    pub(super) fn is_up_to_date(&self, kept: &T) -> bool {
        let date = self.remote.external_updated_at().map(connector_core::to_microseconds);
        date.is_some() && date <= kept.external_updated_at()
    }

    fn reference(&self) -> String {
        self.id.to_external().to_string()
    }

    pub(super) fn settled(&self, outcome: RecordOutcome) -> Settled {
        Settled { reference: self.reference(), has_id: true, id: Some(self.id.to_external().into_owned()), gone: false, outcome }
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
    /// Whether what has the date of last time is compared all the same.
    pub(super) compare: bool,
    pub(super) refused: &'b HashMap<LinkRequest, Refusal>,
    /// What waits for this page, further out.
    pub(super) importing: &'b HashSet<LinkRequest>,
    /// Whether failures of this binding are remembered, so that some may be forgotten.
    pub(super) failing: bool,
    pub(super) cursor: Option<DateTime<Utc>>,
}

/// What is kept of an entry.
struct Kept<T: ExternalBinding> {
    binding: Stored<T>,
    record: Option<T::Record>,
}

/// What the mapper gave for an entry; none has a record where the binding is direct.
struct Values<T: ExternalBinding> {
    record: Option<T::Record>,
    binding: T,
    /// What other crates add to both.
    extensions: Vec<MappedExtension>,
}

/// Mapped entries that are new: record (none of a direct binding), binding and extensions are in the same places of their
/// lists.
struct New<T: ExternalBinding> {
    places: Vec<usize>,
    records: Vec<T::Record>,
    bindings: Vec<T>,
    extensions: Vec<Vec<MappedExtension>>,
}

impl<T: ExternalBinding> Default for New<T> {
    fn default() -> Self {
        Self { places: Vec::new(), records: Vec::new(), bindings: Vec::new(), extensions: Vec::new() }
    }
}

/// Writes a page. Gives each entry's outcome, in its place.
pub(super) async fn write<T: Synchronized>(tx: &mut Tx<'_>, batch: &Batch<'_, T>) -> Result<Vec<RecordOutcome>, Error> {
    tx.set_origin(Origin::import(batch.backend));
    // It may have been paused since the page was read.
    tx.require_active(batch.backend).await?;
    let kept = batch.read_kept(tx).await?;
    let mut outcomes: Vec<Option<RecordOutcome>> = Vec::with_capacity(batch.entries.len());
    for (entry, kept) in batch.entries.iter().zip(&kept) {
        let up_to_date = !batch.compare && kept.as_ref().is_some_and(|kept| entry.is_up_to_date(&kept.binding));
        outcomes.push(up_to_date.then_some(RecordOutcome::Unchanged));
    }
    let before = batch.before(tx, &outcomes).await?;
    batch.write_in_waves(tx, &kept, &mut outcomes).await?;
    let outcomes: Vec<RecordOutcome> = outcomes.into_iter().map(|outcome| outcome.unwrap_or(RecordOutcome::Unchanged)).collect();
    batch.learn(tx, &before, &outcomes).await?;
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
                self.give_up(waiting, &links, outcomes);
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

    /// Says why the entries that are left cannot be linked: causes first, then what they cause; circles are what remains.
    fn give_up(&self, mut waiting: Vec<usize>, links: &Links, outcomes: &mut [Option<RecordOutcome>]) {
        let places: HashMap<LinkRequest, usize> =
            self.entries.iter().enumerate().map(|(place, entry)| (LinkRequest::of::<T>(&entry.id), place)).collect();
        loop {
            let mut circles = Vec::new();
            let mut explained = Vec::new();
            for place in waiting {
                let mut missing = self.entries[place].requests.iter().filter(|request| !links.contains(request));
                match missing.find_map(|request| Some((request, self.why_not(request, &places, outcomes)?))) {
                    Some((request, why)) => explained.push((place, format!("it links {} {}{why}", request.model, request.id))),
                    None => circles.push(place),
                }
            }
            waiting = circles;
            if explained.is_empty() {
                break;
            }
            for (place, error) in explained {
                outcomes[place] = Some(RecordOutcome::Failed(error));
            }
        }
        for place in waiting {
            let Entry { id, requests, .. } = &self.entries[place];
            let missing = requests.iter().filter(|request| !links.contains(request));
            let missing: Vec<String> = missing.map(|request| format!("{} {}", request.model, request.id)).collect();
            let own = requests.contains(&LinkRequest::of::<T>(id));
            let circle = if own { "it links itself" } else { "the links go in a circle" };
            outcomes[place] = Some(RecordOutcome::Failed(format!("it links {}: {circle}", missing.join(" and "))));
        }
    }

    /// Why a link is missing; `None` where it waits itself, on this page.
    fn why_not(&self, request: &LinkRequest, places: &HashMap<LinkRequest, usize>, outcomes: &[Option<RecordOutcome>]) -> Option<String> {
        if let Some(place) = places.get(request) {
            return match outcomes[*place].as_ref()? {
                RecordOutcome::Failed(error) => Some(Refusal::Failed(error.clone()).to_string()),
                _ => Some(", which is not bound".to_owned()),
            };
        }
        Some(match self.refused.get(request) {
            Some(refusal) => refusal.to_string(),
            None if self.importing.contains(request) => ", which waits for this one: the links go in a circle".to_owned(),
            None => ", which is not bound".to_owned(),
        })
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
        let mut new = New::default();
        for place in ready {
            let entry = &self.entries[*place];
            let kept = kept[*place].as_ref();
            let context =
                MapContext::new(self.backend, links).kept(kept.map(|kept| &*kept.binding), kept.and_then(|kept| kept.record.as_ref()));
            let mapped = match self.map(entry, &context) {
                Ok(mapped) => mapped,
                Err(error) => {
                    outcomes[*place] = Some(failed(error)?);
                    continue;
                }
            };
            if let Some(kept) = kept {
                outcomes[*place] = Some(self.update(tx, entry, kept, mapped).await?);
                continue;
            }
            let Values { record, mut binding, extensions } = mapped;
            let matches = match (&record, self.components.hooks(self.version)) {
                (Some(record), Some(hooks)) => {
                    // A match sees what this very page has created.
                    self.create(tx, std::mem::take(&mut new), outcomes).await?;
                    let savepoint = tx.savepoint().await?;
                    match hooks.match_existing(tx, record).await {
                        Ok(matches) => {
                            tx.release(savepoint).await?;
                            matches
                        }
                        Err(error) => {
                            tx.roll_back(savepoint).await?;
                            outcomes[*place] = Some(failed(error)?);
                            continue;
                        }
                    }
                }
                _ => Vec::new(),
            };
            match matches.as_slice() {
                [] => {
                    binding.set_sync_date(Some(tx.time()));
                    binding.set_external_updated_at(entry.remote.external_updated_at());
                    new.places.push(*place);
                    new.records.extend(record);
                    new.bindings.push(binding);
                    new.extensions.push(extensions);
                }
                [one] => outcomes[*place] = Some(self.link(tx, entry, one, links).await?),
                several => {
                    let matches: Vec<String> = several.iter().map(ToString::to_string).collect();
                    let error = format!("several records match it: {}: put a binding to the right one", matches.join(", "));
                    outcomes[*place] = Some(RecordOutcome::Failed(error));
                }
            }
        }
        self.create(tx, new, outcomes).await
    }

    /// Maps an entry: what it says, and whose it is.
    fn map(&self, entry: &Entry<T>, context: &MapContext<'_, T>) -> Result<Values<T>, Error> {
        let mapped = entry.remote.map(context).map_err(Error::application)?;
        let (record, mut binding, extensions) = mapped.into_parts();
        binding.set_backend_id(self.backend);
        binding.set_external_id(entry.id.clone());
        Ok(Values { record, binding, extensions })
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
            if created.len() != bindings.len() {
                return Err(Error::application(format!("the records of {} gave {} IDs for {}", T::NAME, created.len(), bindings.len())));
            }
            for (binding, record) in bindings.iter_mut().zip(created) {
                binding.set_record_id(record?);
            }
        }
        let put = tx.put_many(bindings).await?;
        let ids = put.into_iter().map(Outcome::into_id).collect::<Result<Vec<BindingId<T>>, Error>>()?;
        let mut extensions = Vec::new();
        for (row, id) in rows.clone().zip(&ids) {
            extensions.extend(keyed(*id, new.bindings[row].record_id(), &new.extensions[row]));
        }
        for extended in tx.extend_mapped_many(&extensions).await? {
            extended?;
        }
        for (row, id) in rows.zip(ids) {
            self.after(tx, &self.entries[new.places[row]], id, &new.bindings[row], true).await?;
        }
        Ok(())
    }

    /// Binds an existing record, and brings it up to date.
    async fn link(&self, tx: &mut Tx<'_>, entry: &Entry<T>, id: &RecordId<T::Record>, links: &Links) -> Result<RecordOutcome, Error> {
        let savepoint = tx.savepoint().await?;
        let linked = self.try_link(tx, entry, id, links).await;
        self.end(tx, savepoint, linked).await
    }

    async fn try_link(&self, tx: &mut Tx<'_>, entry: &Entry<T>, id: &RecordId<T::Record>, links: &Links) -> Result<RecordOutcome, Error> {
        let records = self.components.records();
        let kept = records.find(tx, std::slice::from_ref(id)).await?.pop().flatten().ok_or_else(|| record_gone::<T>(id))?;
        // Mapped again: what the remote does not say stays as the record has it.
        let Values { record, mut binding, extensions } = self.map(entry, &MapContext::new(self.backend, links).kept(None, Some(&kept)))?;
        binding.set_record_id(id.clone());
        binding.set_sync_date(Some(tx.time()));
        binding.set_external_updated_at(entry.remote.external_updated_at());
        let changes = record.map(|record| Changes::between(&kept, &record)).unwrap_or_default();
        if !changes.is_empty() {
            records.update(tx, id, &changes).await?;
        }
        let put = tx.put_many(std::slice::from_ref(&binding)).await?.pop();
        let put = put.map_or_else(|| Err(Error::Database("a row was lost".to_owned())), Outcome::into_id)?;
        self.extend(tx, put, Some(id), &extensions).await?;
        self.learn_nothing(tx, put, &entry.id).await?;
        self.after(tx, entry, put, &binding, true).await?;
        Ok(RecordOutcome::Created)
    }

    /// Writes what differs from what is kept, if anything.
    async fn update(&self, tx: &mut Tx<'_>, entry: &Entry<T>, kept: &Kept<T>, mapped: Values<T>) -> Result<RecordOutcome, Error> {
        let Values { record, mut binding, extensions } = mapped;
        let record_id = kept.binding.record_id().cloned();
        if let Some(id) = &record_id {
            binding.set_record_id(id.clone());
        }
        binding.set_sync_date(kept.binding.sync_date());
        binding.set_external_updated_at(kept.binding.external_updated_at());
        let record_changes = match (&kept.record, &record, &record_id) {
            (Some(kept), Some(record), _) => Changes::between(kept, record),
            // The application deleted its own record, and left the binding.
            (None, Some(_), Some(id)) => return failed(record_gone::<T>(id)),
            _ => Changes::new(),
        };
        let differs = Changes::between(&*kept.binding, &binding);
        if extensions.is_empty() && record_changes.is_empty() && differs.is_empty() {
            return Ok(RecordOutcome::Unchanged);
        }
        let fields = record_changes.iter().map(|(field, _)| field.name).chain(differs.iter().map(|(field, _)| field.name)).collect();
        let savepoint = tx.savepoint().await?;
        let updated = self.try_update(tx, entry, kept, binding, &record_changes, &extensions, fields).await;
        self.end(tx, savepoint, updated).await
    }

    /// `fields` are those of record and binding that differ; whether an extension does is known when it is written.
    #[allow(clippy::too_many_arguments)]
    async fn try_update(
        &self,
        tx: &mut Tx<'_>,
        entry: &Entry<T>,
        kept: &Kept<T>,
        mut binding: T,
        record_changes: &Changes<T::Record>,
        extensions: &[MappedExtension],
        mut fields: Vec<&'static str>,
    ) -> Result<RecordOutcome, Error> {
        let (id, record_id) = (kept.binding.id(), kept.binding.record_id());
        fields.extend(self.extend(tx, id, record_id, extensions).await?);
        if fields.is_empty() {
            return Ok(RecordOutcome::Unchanged);
        }
        if let (Some(record), false) = (record_id, record_changes.is_empty()) {
            self.components.records().update(tx, record, record_changes).await?;
        }
        binding.set_sync_date(Some(tx.time()));
        binding.set_external_updated_at(entry.remote.external_updated_at());
        tx.update(&id, &Changes::between(&*kept.binding, &binding)).await?;
        self.after(tx, entry, id, &binding, false).await?;
        Ok(RecordOutcome::Updated(fields))
    }

    /// Writes what other crates add to a binding and its record. Gives the names of the fields that were not so before.
    async fn extend(
        &self,
        tx: &mut Tx<'_>,
        binding: BindingId<T>,
        record: Option<&RecordId<T::Record>>,
        extensions: &[MappedExtension],
    ) -> Result<Vec<&'static str>, Error> {
        let mut written = Vec::new();
        for fields in tx.extend_mapped_many(&keyed(binding, record, extensions)).await? {
            written.extend(fields?);
        }
        Ok(written)
    }

    async fn after(&self, tx: &mut Tx<'_>, entry: &Entry<T>, id: BindingId<T>, binding: &T, created: bool) -> Result<(), Error> {
        let record = binding.record_id().cloned();
        let imported = Imported { binding: id, record, external_id: entry.id.clone(), created };
        self.hooks().after(tx, &imported).await
    }

    /// Ends what was done for one record: kept, or undone with its error as its outcome.
    async fn end(
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

    /// Remembers what failed, forgets what no longer does, and moves the cursor.
    async fn remember(&self, tx: &mut Tx<'_>, outcomes: &[RecordOutcome]) -> Result<(), Error> {
        for (entry, outcome) in self.entries.iter().zip(outcomes) {
            let reference = entry.reference();
            if let RecordOutcome::Failed(error) = outcome {
                tx.set_failure::<T>(self.backend, &reference, true, error).await?;
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
                RecordOutcome::Failed(error) => tx.set_failure::<T>(self.backend, &settled.reference, settled.has_id, error).await?,
                _ if self.failing => tx.clear_failure::<T>(self.backend, &settled.reference, settled.has_id).await?,
                _ => {}
            }
        }
        match self.cursor {
            Some(cursor) => tx.set_cursor::<T>(self.backend, cursor).await,
            None => Ok(()),
        }
    }
}

/// Extensions of a binding and of its record, each with the key of its row.
fn keyed<'e, T: ExternalBinding>(
    binding: BindingId<T>,
    record: Option<&RecordId<T::Record>>,
    extensions: &'e [MappedExtension],
) -> Vec<(Key, &'e MappedExtension)> {
    let key = |extension: &MappedExtension| if extension.is_of_record() { record.map_or(Key::Unset, ModelId::key) } else { binding.key() };
    extensions.iter().map(|extension| (key(extension), extension)).collect()
}

/// The application's record that a binding links, or is to link, is not there.
fn record_gone<T: ExternalBinding>(id: &RecordId<T::Record>) -> Error {
    Error::NotFound { model: T::Record::NAME, id: id.to_string() }
}

/// An error of one record is its outcome; an error of the whole database stops everything. A statement that was refused is
/// of one record: a constraint of the application's own tables may speak.
fn failed(error: Error) -> Result<RecordOutcome, Error> {
    let own = matches!(error, Error::Application(_) | Error::Field(_) | Error::Database(_) | Error::ListenersTooDeep { .. });
    let one = own || error.is_about_one_row();
    if one { Ok(RecordOutcome::Failed(error.to_string())) } else { Err(error) }
}
