//! What an importer does beside mapping. Hooks that write get the transaction and no client.

use std::future::Future;

use connector_core::{BindingId, ExternalBinding, RecordId};
use connector_store::{Error, Tx};

/// What a connector adds to the import of `T`. Every hook does nothing unless it is written.
pub trait ImportHooks<T: ExternalBinding>: Send + Sync + 'static
where
    T::Record: Sync,
{
    /// Records of the application that are the same as one that has no binding yet: with one the binding links it and no
    /// record is created; with several the record fails, for a person to decide.
    ///
    /// # Errors
    /// An error fails this record alone.
    fn match_existing(&self, tx: &mut Tx<'_>, record: &T::Record) -> impl Future<Output = Result<Vec<RecordId<T::Record>>, Error>> + Send {
        let _ = (tx, record);
        async { Ok(Vec::new()) }
    }

    /// Called in the transaction when a record was created or updated (never for an unchanged one). It may be called again
    /// for the same record, after what it wrote was undone: it must not do anything that cannot be repeated.
    ///
    /// # Errors
    /// An error fails this record alone, and undoes what was written of it.
    fn after(&self, tx: &mut Tx<'_>, imported: &Imported<T>) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (tx, imported);
        async { Ok(()) }
    }
}

/// A record that was just imported.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Imported<T: ExternalBinding> {
    /// Its binding.
    pub binding: BindingId<T>,
    /// Its record; `None` for a `direct` binding.
    pub record: Option<RecordId<T::Record>>,
    /// Its ID on the remote.
    pub external_id: T::ExternalId,
    /// Whether it was not there before.
    pub created: bool,
}

/// No hooks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoHooks;

impl<T: ExternalBinding> ImportHooks<T> for NoHooks where T::Record: Sync {}
