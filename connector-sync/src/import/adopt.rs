//! A record that waits for its export, and is found on the remote: its own binding gets the external ID.

use connector_core::{Changes, RecordId};
use connector_store::{Error, Stored, Tx};

use super::entry::Entry;
use super::write::Batch;
use crate::export::close_reviews;
use crate::registry::Synchronized;

impl<T: Synchronized> Batch<'_, T> {
    /// The binding of a record that has no external ID on this backend yet: a new one beside it would be exported once more.
    pub(super) async fn waiting(&self, tx: &mut Tx<'_>, record: &RecordId<T::Record>) -> Result<Option<Stored<T>>, Error> {
        let bindings = tx.binder::<T>(self.backend).bindings_of(std::slice::from_ref(record)).await?;
        Ok(bindings.into_values().flatten().find(|binding| binding.external_id().is_none()))
    }

    /// Gives it the external ID, and the values that the remote has. What a person was to decide about its export is known now; a
    /// create that was begun is ended by the next export.
    pub(super) async fn adopt(&self, tx: &mut Tx<'_>, entry: &Entry<T>, waiting: &Stored<T>, values: &T) -> Result<(), Error> {
        let id = waiting.id();
        tx.binder::<T>(self.backend).bind(id, &entry.id).await?;
        let Some(bound) = tx.get::<T>(&id).await? else {
            return Err(Error::NotFound { model: T::NAME, id: id.to_string() });
        };
        tx.update(&id, &Changes::between(&*bound, values)).await?;
        close_reviews::<T>(tx, self.backend, id, "an import found it on the remote").await
    }
}
