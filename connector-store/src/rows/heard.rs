//! Rows that are there, of models that somebody listens to: written or deleted, and told of.

use std::collections::HashMap;
use std::ops::Range;

use connector_core::{Changes, Key, Model, ModelId, Value};

use crate::events::{Batch, EventKind, kinds_of_change};
use crate::{BoxFuture, Error, Tx};

impl Tx<'_> {
    pub(super) async fn update_heard<T: Model + Send + Sync>(
        &mut self,
        changes: &[(T::Id, Changes<T>)],
    ) -> Result<Vec<Result<(), Error>>, Error> {
        self.write_and_tell(&Update(changes)).await
    }

    pub(super) async fn delete_heard<T: Model + Send + Sync>(&mut self, ids: &[T::Id]) -> Result<Vec<Result<(), Error>>, Error> {
        self.write_and_tell(&Delete::<T>(ids)).await
    }
}

/// Rows of which some fields are written.
struct Update<'b, T: Model>(&'b [(T::Id, Changes<T>)]);

impl<T: Model + Send + Sync> Batch for Update<'_, T> {
    type Done = Result<(), Error>;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn write<'t>(&'t self, tx: &'t mut Tx<'_>, rows: Range<usize>) -> BoxFuture<'t, Result<Vec<Self::Done>, Error>> {
        Box::pin(async move {
            let changes = &self.0[rows];
            let keys: Vec<Key> = changes.iter().map(|(id, _)| id.key()).collect();
            let before = tx.values_before(T::META, &keys).await?;
            let mut known: HashMap<Key, Vec<Value>> =
                keys.into_iter().zip(before).filter_map(|(key, before)| Some((key, before?))).collect();
            let done = tx.update_many_unheard(changes).await?;
            let mut told = Vec::with_capacity(changes.len());
            for ((id, changes), _) in changes.iter().zip(&done).filter(|(_, done)| done.is_ok()) {
                let mut before = known.get_mut(&id.key());
                let kinds = kinds_of_change(before.as_ref().map(|before| before.as_slice()), changes.clone());
                told.extend(kinds.into_iter().map(|kind| (id.clone(), kind)));
                // It may come again.
                for (field, value) in changes.iter() {
                    if let (Some(before), Some(place)) = (&mut before, T::META.position(field.name)) {
                        before[place] = value.clone();
                    }
                }
            }
            tx.tell::<T>(told).await?;
            Ok(done)
        })
    }

    fn refused(error: Error) -> Self::Done {
        Err(error)
    }
}

/// Rows that are deleted.
struct Delete<'b, T: Model>(&'b [T::Id]);

impl<T: Model + Send + Sync> Batch for Delete<'_, T> {
    type Done = Result<(), Error>;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn write<'t>(&'t self, tx: &'t mut Tx<'_>, rows: Range<usize>) -> BoxFuture<'t, Result<Vec<Self::Done>, Error>> {
        Box::pin(async move {
            let ids = &self.0[rows];
            let before = tx.get_many::<T>(ids).await?;
            let done = tx.delete_many_unheard::<T>(ids).await?;
            let gone = ids.iter().zip(before).zip(&done).filter(|(_, done)| done.is_ok());
            let told = gone.filter_map(|((id, before), _)| Some((id.clone(), EventKind::Removed(before?.into_value()))));
            tx.tell::<T>(told.collect()).await?;
            Ok(done)
        })
    }

    fn refused(error: Error) -> Self::Done {
        Err(error)
    }
}
