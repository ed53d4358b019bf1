//! Records of the application's own, whose writes are told.

use std::ops::Range;

use connector_core::{Changes, Record, RecordId};

use super::{Batch, EventKind, kinds_of_change};
use crate::{BoxFuture, Error, Records, Tx};

/// The [`Records`] of a `foreign` record, of whose writes by an import or another flow the listeners are told, as of those that
/// the store makes itself. A registry of `connector-sync` puts it around what it is given: what is written there need not call
/// [`Tx::changed`] by itself.
///
/// Records that the store keeps are passed on as they are: it tells of them already.
///
/// ```
/// # use connector_core::{Record, RecordId};
/// use connector_store::{Managed, Records, Told};
///
/// fn told<R: Record + Send + Sync>(records: impl Records<R>) -> impl Records<R> {
///     Told::new(records)
/// }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Told<P>(P);

impl<P> Told<P> {
    /// Tells of what these write.
    #[must_use]
    pub fn new(records: P) -> Self {
        Self(records)
    }
}

/// Whether they are to be told of here.
fn is_heard<R: Record>(tx: &Tx<'_>) -> bool {
    R::FOREIGN && tx.is_heard::<R>()
}

/// What became of each record.
type Done = Result<Vec<Result<(), Error>>, Error>;

impl<R: Record + Send + Sync, P: Records<R>> Records<R> for Told<P> {
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Result<Vec<Option<R>>, Error>> {
        self.0.find(tx, ids)
    }

    fn create<'t>(&'t self, tx: &'t mut Tx<'_>, records: &'t [R]) -> BoxFuture<'t, Result<Vec<Result<RecordId<R>, Error>>, Error>> {
        if !is_heard::<R>(tx) {
            return self.0.create(tx, records);
        }
        Box::pin(async move { tx.write_and_tell(&Create { port: &self.0, records }).await })
    }

    fn update<'t>(&'t self, tx: &'t mut Tx<'_>, id: &'t RecordId<R>, changes: &'t Changes<R>) -> BoxFuture<'t, Result<(), Error>> {
        if !is_heard::<R>(tx) {
            return self.0.update(tx, id, changes);
        }
        Box::pin(async move {
            let point = tx.savepoint().await?;
            let updated = match self.0.update(tx, id, changes).await {
                Ok(()) => tx.tell::<R>(each(id, kinds_of_change(None, changes.clone()))).await,
                refused => refused,
            };
            tx.end_point(point, updated).await
        })
    }

    fn update_many<'t>(&'t self, tx: &'t mut Tx<'_>, changes: &'t [(RecordId<R>, Changes<R>)]) -> BoxFuture<'t, Done> {
        if !is_heard::<R>(tx) {
            return self.0.update_many(tx, changes);
        }
        Box::pin(async move { tx.write_and_tell(&Update { port: &self.0, changes }).await })
    }

    fn archive<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Done> {
        if !is_heard::<R>(tx) {
            return self.0.archive(tx, ids);
        }
        Box::pin(async move { tx.write_and_tell(&Activity { port: &self.0, ids, active: false }).await })
    }

    fn restore<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Done> {
        if !is_heard::<R>(tx) {
            return self.0.restore(tx, ids);
        }
        Box::pin(async move { tx.write_and_tell(&Activity { port: &self.0, ids, active: true }).await })
    }

    fn delete<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Done> {
        if !is_heard::<R>(tx) {
            return self.0.delete(tx, ids);
        }
        Box::pin(async move { tx.write_and_tell(&Delete { port: &self.0, ids }).await })
    }
}

/// What is told of one row, with its ID.
fn each<R: Record>(id: &RecordId<R>, kinds: Vec<EventKind<R>>) -> Vec<(RecordId<R>, EventKind<R>)> {
    kinds.into_iter().map(|kind| (id.clone(), kind)).collect()
}

/// Records that are created.
struct Create<'b, R, P> {
    port: &'b P,
    records: &'b [R],
}

impl<R: Record + Send + Sync, P: Records<R>> Batch for Create<'_, R, P> {
    type Done = Result<RecordId<R>, Error>;

    fn count(&self) -> usize {
        self.records.len()
    }

    fn write<'t>(&'t self, tx: &'t mut Tx<'_>, rows: Range<usize>) -> BoxFuture<'t, Result<Vec<Self::Done>, Error>> {
        Box::pin(async move {
            let done = self.port.create(tx, &self.records[rows]).await?;
            tx.tell::<R>(done.iter().flatten().map(|id| (id.clone(), EventKind::Created)).collect()).await?;
            Ok(done)
        })
    }

    fn refused(error: Error) -> Self::Done {
        Err(error)
    }
}

/// Records of which some fields are written.
struct Update<'b, R, P> {
    port: &'b P,
    changes: &'b [(RecordId<R>, Changes<R>)],
}

impl<R: Record + Send + Sync, P: Records<R>> Batch for Update<'_, R, P> {
    type Done = Result<(), Error>;

    fn count(&self) -> usize {
        self.changes.len()
    }

    fn write<'t>(&'t self, tx: &'t mut Tx<'_>, rows: Range<usize>) -> BoxFuture<'t, Result<Vec<Self::Done>, Error>> {
        Box::pin(async move {
            let changes = &self.changes[rows];
            let done = self.port.update_many(tx, changes).await?;
            let written = changes.iter().zip(&done).filter(|(_, done)| done.is_ok());
            tx.tell::<R>(written.flat_map(|((id, changes), _)| each(id, kinds_of_change(None, changes.clone()))).collect()).await?;
            Ok(done)
        })
    }

    fn refused(error: Error) -> Self::Done {
        Err(error)
    }
}

/// Records that are archived, or brought back: how, the application says, so that they are compared.
struct Activity<'b, R: Record, P> {
    port: &'b P,
    ids: &'b [RecordId<R>],
    active: bool,
}

impl<R: Record + Send + Sync, P: Records<R>> Batch for Activity<'_, R, P> {
    type Done = Result<(), Error>;

    fn count(&self) -> usize {
        self.ids.len()
    }

    fn write<'t>(&'t self, tx: &'t mut Tx<'_>, rows: Range<usize>) -> BoxFuture<'t, Result<Vec<Self::Done>, Error>> {
        Box::pin(async move {
            let ids = &self.ids[rows];
            let before = self.port.find(tx, ids).await?;
            let done = if self.active { self.port.restore(tx, ids) } else { self.port.archive(tx, ids) }.await?;
            let after = self.port.find(tx, ids).await?;
            let mut told = Vec::with_capacity(ids.len());
            for (id, rows) in ids.iter().zip(before.iter().zip(&after)) {
                if let (Some(before), Some(after)) = rows {
                    told.extend(each(id, kinds_of_change(None, Changes::between(before, after))));
                }
            }
            tx.tell::<R>(told).await?;
            Ok(done)
        })
    }

    fn refused(error: Error) -> Self::Done {
        Err(error)
    }
}

/// Records that are deleted.
struct Delete<'b, R: Record, P> {
    port: &'b P,
    ids: &'b [RecordId<R>],
}

impl<R: Record + Send + Sync, P: Records<R>> Batch for Delete<'_, R, P> {
    type Done = Result<(), Error>;

    fn count(&self) -> usize {
        self.ids.len()
    }

    fn write<'t>(&'t self, tx: &'t mut Tx<'_>, rows: Range<usize>) -> BoxFuture<'t, Result<Vec<Self::Done>, Error>> {
        Box::pin(async move {
            let ids = &self.ids[rows];
            let before = self.port.find(tx, ids).await?;
            let done = self.port.delete(tx, ids).await?;
            let gone = ids.iter().zip(before).zip(&done).filter(|(_, done)| done.is_ok());
            tx.tell::<R>(gone.filter_map(|((id, before), _)| Some((id.clone(), EventKind::Removed(before?)))).collect()).await?;
            Ok(done)
        })
    }

    fn refused(error: Error) -> Self::Done {
        Err(error)
    }
}
