//! Records of the application's own, whose writes are told.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use connector_core::{Changes, Key, ModelId, Record, RecordId};

use super::{Batch, Event, EventKind, kinds_of_change};
use crate::{BoxFuture, Error, Records, Tx};

/// The [`Records`] of a `foreign` record, of whose writes by an import or another flow the listeners are told, as of those that
/// the store makes itself. A registry of `connector-sync` puts it around what it is given: what is written there need not call
/// [`Tx::changed`] by itself. Where it calls [`Tx::update`], or `Tx::changed` after all, that is told once; what it writes of other records
/// by these is told as ever.
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
            tx.begin_call::<R>();
            let updated = self.0.update(tx, id, changes).await;
            let held = tx.end_call::<R>();
            let told = match updated {
                Ok(()) => tell_of_updates(tx, &[(id, changes)], held).await,
                refused => refused,
            };
            tx.end_point(point, told).await
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

/// Tells of updates that were done, and of what else was written of these records.
async fn tell_of_updates<R: Record + Send + Sync>(
    tx: &mut Tx<'_>,
    done: &[(&RecordId<R>, &Changes<R>)],
    mut held: Vec<Event<R>>,
) -> Result<(), Error> {
    let mut asked: HashMap<Key, Vec<&Changes<R>>> = HashMap::new();
    if !held.is_empty() {
        for (id, changes) in done {
            asked.entry(id.key()).or_default().push(changes);
        }
    }
    held.retain_mut(|event| {
        let (EventKind::Changed(changes), Some(asked)) = (&mut event.kind, asked.get(&event.id.key())) else { return true };
        // What it was not asked for, it alone knows.
        changes.retain(|field, _| asked.iter().all(|asked| asked.get(field.name).is_none()));
        !changes.is_empty()
    });
    tx.tell::<R>(done.iter().flat_map(|(id, changes)| each(id, kinds_of_change(None, (*changes).clone()))).collect()).await?;
    tx.tell_events(held).await
}

/// Tells of records, and of what else was written of other ones.
async fn tell_of<R: Record + Send + Sync>(
    tx: &mut Tx<'_>,
    told: Vec<(RecordId<R>, EventKind<R>)>,
    known: impl Iterator<Item = &RecordId<R>>,
    mut held: Vec<Event<R>>,
) -> Result<(), Error> {
    if !held.is_empty() {
        let known: HashSet<Key> = known.map(ModelId::key).collect();
        held.retain(|event| !known.contains(&event.id.key()));
    }
    tx.tell::<R>(told).await?;
    tx.tell_events(held).await
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
            tx.begin_call::<R>();
            let done = self.port.create(tx, &self.records[rows]).await;
            let held = tx.end_call::<R>();
            let done = done?;
            let told = done.iter().flatten().map(|id| (id.clone(), EventKind::Created)).collect();
            tell_of(tx, told, done.iter().flatten(), held).await?;
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
            tx.begin_call::<R>();
            let done = self.port.update_many(tx, changes).await;
            let held = tx.end_call::<R>();
            let done = done?;
            let written = changes.iter().zip(&done).filter(|(_, done)| done.is_ok());
            tell_of_updates(tx, &written.map(|((id, changes), _)| (id, changes)).collect::<Vec<_>>(), held).await?;
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
            tx.begin_call::<R>();
            let done = if self.active { self.port.restore(tx, ids) } else { self.port.archive(tx, ids) }.await;
            let held = tx.end_call::<R>();
            let done = done?;
            let after = self.port.find(tx, ids).await?;
            let mut told = Vec::with_capacity(ids.len());
            for (id, rows) in ids.iter().zip(before.iter().zip(&after)) {
                if let (Some(before), Some(after)) = rows {
                    told.extend(each(id, kinds_of_change(None, Changes::between(before, after))));
                }
            }
            tell_of(tx, told, ids.iter(), held).await?;
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
            tx.begin_call::<R>();
            let done = self.port.delete(tx, ids).await;
            let held = tx.end_call::<R>();
            let done = done?;
            let gone = ids.iter().zip(before).zip(&done).filter(|(_, done)| done.is_ok());
            let told: Vec<_> = gone.filter_map(|((id, before), _)| Some((id.clone(), EventKind::Removed(before?)))).collect();
            let known: Vec<_> = told.iter().map(|(id, _)| id.clone()).collect();
            tell_of(tx, told, known.iter(), held).await?;
            Ok(done)
        })
    }

    fn refused(error: Error) -> Self::Done {
        Err(error)
    }
}
