//! How the store reaches records: its own, or those of the application.

use connector_core::{Changes, Record, RecordId};

use crate::store::BoxFuture;
use crate::{Error, Stored, Tx};

/// What became of each record.
type Created<R> = Result<Vec<Result<RecordId<R>, Error>>, Error>;

/// Finds, creates and updates the records of `R` inside a transaction.
///
/// [`Managed`] does it for records that the store keeps itself. For a `foreign` record the application writes it, with its
/// own statements over [`Tx::as_sqlite`], so that its rows and the bindings are committed together.
pub trait Records<R: Record>: Send + Sync {
    /// Reads many, each in the place of its ID.
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Result<Vec<Option<R>>, Error>>;

    /// Creates many. A refused one does not stop the others.
    fn create<'t>(&'t self, tx: &'t mut Tx<'_>, records: &'t [R]) -> BoxFuture<'t, Created<R>>;

    /// Writes some fields of one.
    fn update<'t>(&'t self, tx: &'t mut Tx<'_>, id: &'t RecordId<R>, changes: &'t Changes<R>) -> BoxFuture<'t, Result<(), Error>>;
}

/// Records that the store keeps itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Managed;

impl<R: Record + Send + Sync> Records<R> for Managed {
    fn find<'t>(&'t self, tx: &'t mut Tx<'_>, ids: &'t [RecordId<R>]) -> BoxFuture<'t, Result<Vec<Option<R>>, Error>> {
        Box::pin(async move {
            let found = tx.get_many::<R>(ids).await?;
            Ok(found.into_iter().map(|stored| stored.map(Stored::into_value)).collect())
        })
    }

    fn create<'t>(&'t self, tx: &'t mut Tx<'_>, records: &'t [R]) -> BoxFuture<'t, Created<R>> {
        // A record that is there already is not taken over: whether it is the same is for a match to say.
        Box::pin(async move { tx.create_many(records).await })
    }

    fn update<'t>(&'t self, tx: &'t mut Tx<'_>, id: &'t RecordId<R>, changes: &'t Changes<R>) -> BoxFuture<'t, Result<(), Error>> {
        Box::pin(async move { tx.update(id, changes).await })
    }
}
