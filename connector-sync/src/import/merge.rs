//! Where the application changed a field that is still to be exported, and the remote did not, the import leaves it as it is
//! here: what the remote has there is only what it had before.

use connector_core::{Changes, Model, Value, ValueReader};
use connector_store::{Error, Tx};

use super::known::Known;
use super::write::{Batch, Kept};
use crate::export::{Body, body_of};
use crate::registry::Synchronized;

/// What an import is to write of one record.
pub(super) struct Differences<T: Synchronized> {
    pub(super) record: Changes<T::Record>,
    pub(super) binding: Changes<T>,
}

impl<T: Synchronized> Differences<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.record.is_empty() && self.binding.is_empty()
    }

    pub(super) fn fields(&self) -> Vec<&'static str> {
        self.record.iter().map(|(field, _)| field.name).chain(self.binding.iter().map(|(field, _)| field.name)).collect()
    }
}

impl<T: Synchronized> Batch<'_, T> {
    /// Drops what would undo a change that is still to be exported.
    ///
    /// The marks of what the remote is known to have tell. A field of the body that is other here than there, and that would be
    /// just as it is known to be there after the import, was changed here alone. What feeds such fields, and no others, is dropped.
    /// Where both sides changed a field, the remote wins.
    pub(super) async fn keep_what_waits(
        &self,
        tx: &mut Tx<'_>,
        kept: &Kept<T>,
        known: &Known,
        differences: &mut Differences<T>,
    ) -> Result<(), Error> {
        let Some(sent) = &known.sent else { return Ok(()) };
        if known.body.waiting(sent).is_empty() {
            return Ok(());
        }
        let Some(theirs) = self.body_with(tx, kept, &differences.record, &differences.binding).await? else { return Ok(()) };
        let repeated: Vec<_> = theirs.moved(&known.body).into_iter().filter(|field| theirs.repeats(sent, field)).collect();
        if repeated.is_empty() {
            return Ok(());
        }
        let only_repeats = |body: Option<Body>| {
            let moved = body.map(|body| body.moved(&known.body)).unwrap_or_default();
            !moved.is_empty() && moved.iter().all(|field| repeated.contains(field))
        };
        let mut dropped = Vec::new();
        for (field, _) in differences.record.clone().iter() {
            let body = self.body_with(tx, kept, &only(&differences.record, field.name), &Changes::new()).await?;
            if only_repeats(body) {
                dropped.push(field.name);
            }
        }
        differences.record.retain(|field, _| !dropped.contains(&field.name));
        dropped.clear();
        for (field, _) in differences.binding.clone().iter() {
            let body = self.body_with(tx, kept, &Changes::new(), &only(&differences.binding, field.name)).await?;
            if only_repeats(body) {
                dropped.push(field.name);
            }
        }
        differences.binding.retain(|field, _| !dropped.contains(&field.name));
        Ok(())
    }

    /// The body of what is kept with some changes; `None` where it cannot be made.
    pub(super) async fn body_with(
        &self,
        tx: &mut Tx<'_>,
        kept: &Kept<T>,
        record: &Changes<T::Record>,
        binding: &Changes<T>,
    ) -> Result<Option<Body>, Error> {
        let Some(adapter) = self.components.exporter(self.version) else { return Ok(None) };
        let binding = changed(&*kept.binding, binding)?;
        let record = kept.record.as_ref().map(|kept| changed(kept, record)).transpose()?;
        Ok(body_of(tx, self.registry, adapter, self.options, self.backend, &binding, record.as_ref()).await?.ok())
    }
}

/// One field of some.
fn only<M: Model>(changes: &Changes<M>, name: &str) -> Changes<M> {
    let mut one = changes.clone();
    one.retain(|field, _| field.name == name);
    one
}

/// A value with some of its fields changed.
pub(super) fn changed<M: Model>(kept: &M, changes: &Changes<M>) -> Result<M, Error> {
    let mut values = Value::all_of(kept);
    for (field, value) in changes.iter() {
        if let Some(position) = M::META.position(field.name) {
            values[position] = value.clone();
        }
    }
    // Each field took its value; that they do not make a model is for one that is written by hand.
    M::read_from(&mut ValueReader::new(&values))
        .map_err(|_| Error::application(format!("the fields of {} do not make one together", M::NAME)))
}
