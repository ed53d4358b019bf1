//! A piece of work on one backend instance.

use std::collections::HashMap;

use connector_core::{Backend, BackendId, Extensible, FieldType, Secret};
use connector_store::{Store, Stored};
use tokio::sync::OnceCell;

use crate::adapter::Opened;
use crate::import::{Import, ImportChanged};
use crate::registry::Synchronized;
use crate::{Connect, Registry, RemoteError};

/// One backend instance, one client, one store.
///
/// The client is opened when it is first needed, and closed when the context is dropped.
pub struct WorkContext<'w, B: Connect> {
    pub(crate) registry: &'w Registry<B>,
    pub(crate) store: &'w Store,
    pub(crate) backend: &'w Stored<B>,
    secrets: HashMap<&'static str, Secret>,
    client: OnceCell<B::Client>,
}

impl<'w, B: Connect> WorkContext<'w, B> {
    pub(crate) fn new(registry: &'w Registry<B>, store: &'w Store, backend: &'w Stored<B>) -> Self {
        Self { registry, store, backend, secrets: HashMap::new(), client: OnceCell::new() }
    }

    /// The backend.
    #[must_use]
    pub fn backend(&self) -> &'w Stored<B> {
        self.backend
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &'w Store {
        self.store
    }

    /// With the secret `field` for this piece of work alone: it is kept nowhere, and comes before the backend's own. A name
    /// that is no [`Secret`] of the backend is an error when the client is opened.
    #[must_use]
    pub fn with_secret(mut self, field: &'static str, secret: Secret) -> Self {
        self.secrets.insert(field, secret);
        self
    }

    /// The client, opened now if it is not yet.
    ///
    /// # Errors
    /// What [`Connect::connect`] says; a name of [`with_secret`](Self::with_secret) that is no secret of the backend; that the
    /// backend is [paused](connector_store::Pause): nothing is said to its system then.
    pub async fn client(&self) -> Result<&B::Client, RemoteError> {
        let is_secret = |name: &str| B::META.field(name).is_some_and(|field| field.ty == FieldType::Secret);
        if let Some(name) = self.secrets.keys().find(|name| !is_secret(name)) {
            let known: Vec<_> =
                B::FIELDS.iter().filter(|field| field.ty == FieldType::Secret).map(|field| format!("`{}`", field.name)).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(RemoteError::permanent(format!("{} has no secret `{name}`; its secrets are: {known}", B::NAME)));
        }
        let open = || async {
            let active = self.store.require_active(self.backend_id()).await;
            active.map_err(|error| RemoteError::permanent(error.to_string()))?;
            self.backend.connect(&Opened::new(&**self.backend, &self.secrets)).await
        };
        self.client.get_or_try_init(open).await
    }

    /// Imports what changed on the remote since the last time: from the stored cursor, less an overlap; then what failed
    /// and is due.
    ///
    /// `.await` it, or set it up first: [`ImportChanged`].
    #[must_use = "an import runs when it is awaited"]
    pub fn import_changed<T: Synchronized<Backend = B>>(&'w self) -> ImportChanged<'w, T> {
        ImportChanged::new(self)
    }

    /// Imports one record by its ID, whatever its date.
    ///
    /// `.await` it, or set it up first: [`Import`].
    #[must_use = "an import runs when it is awaited"]
    pub fn import<T: Synchronized<Backend = B>>(&'w self, id: &T::ExternalId) -> Import<'w, T> {
        self.import_many(std::slice::from_ref(id))
    }

    /// Imports some records by their IDs, whatever their dates.
    ///
    /// `.await` it, or set it up first: [`Import`].
    #[must_use = "an import runs when it is awaited"]
    pub fn import_many<T: Synchronized<Backend = B>>(&'w self, ids: &[T::ExternalId]) -> Import<'w, T> {
        Import::new(self, ids.to_vec())
    }

    pub(crate) fn backend_id(&self) -> BackendId<B> {
        self.backend.id()
    }

    pub(crate) fn version(&self) -> Option<Extensible<B::Version>> {
        Backend::version(&**self.backend)
    }
}
