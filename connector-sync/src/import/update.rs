//! Records that are here already: what differs is written.

use connector_core::{BindingId, Changes, MappedExtension, RecordId};
use connector_store::{Error, Records as _, Tx};

use super::create::keyed;
use super::entry::Entry;
use super::merge::{Differences, changed};
use super::write::{Batch, Kept, Values, failed, record_gone};
use crate::RecordOutcome;
use crate::registry::Synchronized;

impl<T: Synchronized> Batch<'_, T> {
    /// Writes what differs from what is kept, if anything.
    pub(super) async fn update(
        &self,
        tx: &mut Tx<'_>,
        entry: &Entry<T>,
        kept: &Kept<T>,
        mapped: Values<T>,
    ) -> Result<RecordOutcome, Error> {
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
        let mut differences = Differences { record: record_changes, binding: Changes::between(&*kept.binding, &binding) };
        if let Some(known) = &kept.known {
            self.keep_what_waits(tx, kept, known, &mut differences).await?;
        }
        if extensions.is_empty() && differences.is_empty() {
            return Ok(RecordOutcome::Unchanged);
        }
        let savepoint = tx.savepoint().await?;
        let updated = self.try_update(tx, entry, kept, &differences, &extensions).await;
        self.end(tx, savepoint, updated).await
    }

    async fn try_update(
        &self,
        tx: &mut Tx<'_>,
        entry: &Entry<T>,
        kept: &Kept<T>,
        differences: &Differences<T>,
        extensions: &[MappedExtension],
    ) -> Result<RecordOutcome, Error> {
        let (id, record_id) = (kept.binding.id(), kept.binding.record_id());
        let mut fields = differences.fields();
        fields.extend(self.extend(tx, id, record_id, extensions).await?);
        if fields.is_empty() {
            return Ok(RecordOutcome::Unchanged);
        }
        if let (Some(record), false) = (record_id, differences.record.is_empty()) {
            self.components.records().update(tx, record, &differences.record).await?;
        }
        let mut binding = changed(&*kept.binding, &differences.binding)?;
        binding.set_sync_date(Some(tx.time()));
        binding.set_external_updated_at(entry.remote.external_updated_at());
        tx.update(&id, &Changes::between(&*kept.binding, &binding)).await?;
        if let Some(known) = &kept.known
            && let Some(now) = self.body_with(tx, kept, &differences.record, &differences.binding).await?
        {
            self.learn_updated(tx, id, &entry.id, known, &now).await?;
        }
        self.after(tx, entry, id, &binding, false).await?;
        Ok(RecordOutcome::Updated(fields))
    }

    /// Writes what other crates add to a binding and its record. Gives the names of the fields that were not so before.
    pub(super) async fn extend(
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
}
