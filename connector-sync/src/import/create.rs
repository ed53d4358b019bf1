//! Records that are new here: created with their bindings, or bound to what is there already.

use connector_core::{BindingId, Changes, ExternalBinding, Key, Links, MapContext, MappedExtension, ModelId, RecordId};
use connector_store::{Error, Outcome, Records as _, Tx};

use super::entry::Entry;
use super::write::{Batch, Values, failed, record_gone};
use crate::RecordOutcome;
use crate::registry::Synchronized;

/// Mapped entries that are new: record (none of a direct binding), binding and extensions are in the same places of their
/// lists.
pub(super) struct New<T: ExternalBinding> {
    pub(super) places: Vec<usize>,
    pub(super) records: Vec<T::Record>,
    pub(super) bindings: Vec<T>,
    pub(super) extensions: Vec<Vec<MappedExtension>>,
}

impl<T: ExternalBinding> Default for New<T> {
    fn default() -> Self {
        Self { places: Vec::new(), records: Vec::new(), bindings: Vec::new(), extensions: Vec::new() }
    }
}

impl<T: Synchronized> Batch<'_, T> {
    /// Creates records and bindings: all at once, and one by one only where something was refused.
    pub(super) async fn create(&self, tx: &mut Tx<'_>, mut new: New<T>, outcomes: &mut [Option<RecordOutcome>]) -> Result<(), Error> {
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
        self.learn_created(tx, &ids).await?;
        for (row, id) in rows.zip(ids) {
            self.after(tx, &self.entries[new.places[row]], id, &new.bindings[row], true).await?;
        }
        Ok(())
    }

    /// Binds an existing record, and brings it up to date.
    pub(super) async fn link(
        &self,
        tx: &mut Tx<'_>,
        entry: &Entry<T>,
        id: &RecordId<T::Record>,
        links: &Links,
    ) -> Result<RecordOutcome, Error> {
        let savepoint = tx.savepoint().await?;
        let linked = self.try_link(tx, entry, id, links).await;
        self.end(tx, savepoint, linked).await
    }

    async fn try_link(&self, tx: &mut Tx<'_>, entry: &Entry<T>, id: &RecordId<T::Record>, links: &Links) -> Result<RecordOutcome, Error> {
        let records = self.components.records();
        let kept = records.find(tx, std::slice::from_ref(id)).await?.pop().flatten().ok_or_else(|| record_gone::<T>(id))?;
        let waiting = self.waiting(tx, id).await?;
        // Mapped again: what the remote does not say stays as the record has it.
        let context = MapContext::new(self.backend, links).kept(waiting.as_deref(), Some(&kept));
        let Values { record, mut binding, extensions } = self.map(entry, context)?;
        binding.set_record_id(id.clone());
        binding.set_sync_date(Some(tx.time()));
        binding.set_external_updated_at(entry.remote.external_updated_at());
        let changes = record.map(|record| Changes::between(&kept, &record)).unwrap_or_default();
        if !changes.is_empty() {
            records.update(tx, id, &changes).await?;
        }
        let put = if let Some(waiting) = &waiting {
            self.adopt(tx, entry, waiting, &binding).await?;
            waiting.id()
        } else {
            let put = tx.put_many(std::slice::from_ref(&binding)).await?.pop();
            put.map_or_else(|| Err(Error::Database("a row was lost".to_owned())), Outcome::into_id)?
        };
        self.extend(tx, put, Some(id), &extensions).await?;
        self.learn_nothing(tx, put, &entry.id).await?;
        self.after(tx, entry, put, &binding, true).await?;
        Ok(RecordOutcome::Created)
    }
}

/// Extensions of a binding and of its record, each with the key of its row.
pub(super) fn keyed<'e, T: ExternalBinding>(
    binding: BindingId<T>,
    record: Option<&RecordId<T::Record>>,
    extensions: &'e [MappedExtension],
) -> Vec<(Key, &'e MappedExtension)> {
    let key = |extension: &MappedExtension| if extension.is_of_record() { record.map_or(Key::Unset, ModelId::key) } else { binding.key() };
    extensions.iter().map(|extension| (key(extension), extension)).collect()
}
