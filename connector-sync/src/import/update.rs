//! Records that are here already: what differs is written.

use connector_core::{BindingId, Changes, MappedExtension, RecordId};
use connector_store::{Error, Records as _, Tx};

use super::create::keyed;
use super::entry::Entry;
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
