//! A piece of work on one backend instance.

use std::any::Any;
use std::collections::HashMap;

use connector_core::{Backend, BackendId, BindingId, Extensible, MapOptions, NeededOptions, Secret};
use connector_store::{Error, Overlaid, Store, Stored};
use tokio::sync::OnceCell;

use crate::adapter::Opened;
use crate::error::Cause;
use crate::export::{Export, ExportDeleted};
use crate::import::{Import, ImportChanged};
use crate::registry::Synchronized;
use crate::sweep::Sweep;
use crate::{ComponentError, Connect, PurposeOf, Registry, RemoteError};

/// One backend instance, one client, one store.
///
/// The client is opened when it is first needed, and closed when the context is dropped.
///
/// ```
#[doc = include_str!("../docs/open.md")]
/// remote_has(12, "Chair", 60);
/// let work = registry.work_on(&store, &shop);
/// assert_eq!((work.backend().name.as_str(), work.store().count::<ShopProduct>().await?), ("Basel", 0));
/// println!("{}", work.import_changed::<ShopProduct>().await?);
#[doc = include_str!("../docs/close.md")]
/// ```
pub struct WorkContext<'w, B: Connect> {
    pub(crate) registry: &'w Registry<B>,
    pub(crate) store: &'w Store,
    pub(crate) backend: &'w Stored<B>,
    secrets: HashMap<&'static str, Secret>,
    options: MapOptions,
    /// Where it is not as it is kept.
    overlaid: OnceCell<Option<Overlaid<B>>>,
    client: OnceCell<B::Client>,
}

impl<'w, B: Connect> WorkContext<'w, B> {
    pub(crate) fn new(registry: &'w Registry<B>, store: &'w Store, backend: &'w Stored<B>) -> Self {
        let (secrets, options) = (HashMap::new(), MapOptions::new());
        Self { registry, store, backend, secrets, options, overlaid: OnceCell::new(), client: OnceCell::new() }
    }

    /// The backend, as it is kept.
    #[must_use]
    pub fn backend(&self) -> &'w Stored<B> {
        self.backend
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &'w Store {
        self.store
    }

    /// With the secret `field` for this piece of work alone: it is kept nowhere, and comes before the environment's and the
    /// backend's own. A name that is no [`Secret`] of the backend is an error when the work begins.
    ///
    /// ```
    /// use connector_core::Secret;
    /// use connector_sync::{Connect, WorkContext};
    ///
    /// /// A token for this import alone.
    /// fn with_token<B: Connect>(work: WorkContext<'_, B>, token: Secret) -> WorkContext<'_, B> {
    ///     work.with_secret("token", token)
    /// }
    /// ```
    #[must_use]
    pub fn with_secret(mut self, field: &'static str, secret: Secret) -> Self {
        self.secrets.insert(field, secret);
        self
    }

    /// With a value for the mappers, of imports and exports: a language, a rounding, whatever the application's functions are to be
    /// told (`#[mapper(options = Type)]`, [`MapContext::options`](connector_core::MapContext::options)). There is one of each type;
    /// it takes the place of another one. What a mapper needs and is not given stops the work before it begins:
    /// [`Cause::MissingOptions`].
    ///
    /// ```
    /// # use connector_sync::{Connect, WorkContext};
    /// struct Language(&'static str);
    ///
    /// fn in_french<B: Connect>(work: WorkContext<'_, B>) -> WorkContext<'_, B> {
    ///     work.with_options(Language("fr"))
    /// }
    /// ```
    #[must_use]
    pub fn with_options<O: Any + Send + Sync>(mut self, value: O) -> Self {
        self.options = self.options.with(value);
        self
    }

    /// With all of them at once.
    pub(crate) fn with_all_options(self, options: MapOptions) -> Self {
        Self { options, ..self }
    }

    /// The client, opened now if it is not yet.
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let work = registry.work_on(&store, &shop);
    /// work.client().await?; // opened now
    /// store.pause(shop.id()).await?;
    /// assert!(registry.work_on(&store, &shop).client().await.is_err(), "nothing is said to the system of a paused backend");
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// What [`Connect::connect`] says, and what [`opened`](Self::opened) does; that the backend is
    /// [paused](connector_store::Pause): nothing is said to its system then.
    pub async fn client(&self) -> Result<&B::Client, RemoteError> {
        let open = || async {
            let active = self.store.require_active(self.backend_id()).await;
            active.map_err(|error| RemoteError::permanent(error.to_string()))?;
            let backend = self.opened().await.map_err(|error| RemoteError::permanent(error.to_string()))?;
            backend.connect(&Opened::new(backend)).await
        };
        self.client.get_or_try_init(open).await
    }

    /// The backend as it is opened for this work: with what the environment gives
    /// ([`Store::overlaid`]), and the secrets of [`with_secret`](Self::with_secret).
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let work = registry.work_on(&store, &shop);
    /// assert_eq!(work.opened().await?.name, "Basel");
    #[doc = include_str!("../docs/close.md")]
    /// ```
    ///
    /// # Errors
    /// As [`Store::overlaid`]; a name of [`with_secret`](Self::with_secret) that is no secret of the backend.
    pub async fn opened(&self) -> Result<&B, Error> {
        let overlay = || async {
            let overlaid = self.store.overlaid(self.backend).await?;
            if self.secrets.is_empty() {
                return Ok(overlaid);
            }
            let secrets = self.secrets.iter().map(|(field, secret)| (*field, secret.clone()));
            Overlaid::with_secrets(overlaid.as_deref().unwrap_or(self.backend), secrets).map(Some)
        };
        let overlaid = self.overlaid.get_or_try_init(overlay).await?;
        Ok(overlaid.as_deref().unwrap_or(self.backend))
    }

    /// The component of the purpose `P` for the binding `T` and the version of the backend, as it is
    /// [opened](Self::opened): the environment may say another one.
    ///
    /// The example stands at [`BindingBuilder::component`](crate::BindingBuilder::component).
    ///
    /// # Errors
    /// [`ComponentError::Missing`], with what to register ([`needs`](crate::BindingBuilder::needs) makes that an error of the registry);
    /// as [`opened`](Self::opened).
    pub async fn component<P, T>(&self) -> Result<&'w P::Component, ComponentError>
    where
        P: PurposeOf<T>,
        T: Synchronized<Backend = B>,
    {
        let version = Backend::version(self.opened().await?);
        Ok(self.registry.component::<P, T>(version)?)
    }

    /// Imports what changed on the remote since the last time: from the stored cursor, less an overlap; then what failed
    /// and is due.
    ///
    /// `.await` it, or set it up first: [`ImportChanged`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// remote_has(12, "Chair", 60);
    /// let work = registry.work_on(&store, &shop);
    /// let report = work.import_changed::<ShopProduct>().await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().created, 1);
    ///
    /// remote_has(12, "Stool", 120);
    /// let report = work.import_changed::<ShopProduct>().page_size(50).await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().updated, 1);
    /// assert_eq!(store.cursor::<ShopProduct>(shop.id()).await?, DateTime::from_timestamp(120, 0));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use = "an import runs when it is awaited"]
    pub fn import_changed<T: Synchronized<Backend = B>>(&'w self) -> ImportChanged<'w, T> {
        ImportChanged::new(self)
    }

    /// Imports one record by its ID, whatever its date.
    ///
    /// `.await` it, or set it up first: [`Import`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// remote_has(12, "Chair", 60);
    /// let work = registry.work_on(&store, &shop);
    /// let report = work.import::<ShopProduct>(&12).await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().created, 1);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use = "an import runs when it is awaited"]
    pub fn import<T: Synchronized<Backend = B>>(&'w self, id: &T::ExternalId) -> Import<'w, T> {
        self.import_many(std::slice::from_ref(id))
    }

    /// Imports some records by their IDs, whatever their dates.
    ///
    /// `.await` it, or set it up first: [`Import`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// remote_has(12, "Chair", 60);
    /// let work = registry.work_on(&store, &shop);
    /// let report = work.import_many::<ShopProduct>(&[12, 99]).await?;
    /// let products = report.of::<ShopProduct>().unwrap();
    /// assert_eq!((products.created, products.total()), (1, 2));
    /// println!("{report}"); // 99 is not there
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use = "an import runs when it is awaited"]
    pub fn import_many<T: Synchronized<Backend = B>>(&'w self, ids: &[T::ExternalId]) -> Import<'w, T> {
        Import::new(self, ids.to_vec())
    }

    /// Compares the bindings with all that the remote has: what is bound and gone there is treated as
    /// [`on_gone`](crate::BindingBuilder::on_gone) says, and what is there and not bound is told, or
    /// [imported](Sweep::import_missing).
    ///
    /// `.await` it, or set it up first: [`Sweep`]. It needs [`Adapter::ids`](crate::Adapter::ids).
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// for id in 1..=20 {
    ///     remote_has(id, "Chair", 60);
    /// }
    /// let work = registry.work_on(&store, &shop);
    /// work.import_changed::<ShopProduct>().await?;
    /// remote().remove(&7);
    ///
    /// let swept = work.sweep::<ShopProduct>().await?;
    /// assert_eq!((swept.bound, swept.listed, swept.gone.first.as_slice()), (20, 19, &["7".to_owned()][..]));
    /// // Unless the registry says otherwise, it is kept, and a person is asked.
    /// assert_eq!(store.reviews(&ReviewFilter::open().kind(ReviewKind::Gone), None, 10).await?.len(), 1);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use = "a sweep runs when it is awaited"]
    pub fn sweep<T: Synchronized<Backend = B>>(&'w self) -> Sweep<'w, T> {
        Sweep::new(self)
    }

    /// Exports one binding, whether it was ever exported or not: creates or updates its record on the remote, and binds it.
    ///
    /// `.await` it, or set it up first: [`Export`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let binding = store.put(bound(&chair, shop.id(), None)).await?.id();
    /// let report = registry.work_on(&store, &shop).export::<ShopProduct>(binding).await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().created, 1);
    ///
    /// // It is there, and bound to the ID that the shop gave.
    /// assert_eq!(remote()[&1].name, "Chair");
    /// assert_eq!(store.binder::<ShopProduct>(shop.id()).to_external(&chair).await?, Some(1));
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use = "an export runs when it is awaited"]
    pub fn export<T: Synchronized<Backend = B>>(&'w self, binding: BindingId<T>) -> Export<'w, T> {
        self.export_many(&[binding])
    }

    /// Exports some bindings, one after the other; one that fails does not stop the others.
    ///
    /// `.await` it, or set it up first: [`Export`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// let table = store.put(product("Table")).await?.id();
    /// let bindings = [
    ///     store.put(bound(&chair, shop.id(), None)).await?.id(),
    ///     store.put(bound(&table, shop.id(), None)).await?.id(),
    /// ];
    /// let report = registry.work_on(&store, &shop).export_many::<ShopProduct>(&bindings).await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().created, 2);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use = "an export runs when it is awaited"]
    pub fn export_many<T: Synchronized<Backend = B>>(&'w self, bindings: &[BindingId<T>]) -> Export<'w, T> {
        Export::these(self, bindings)
    }

    /// Exports each binding that the remote does not have as it is here: never exported, changed since, failed or interrupted.
    ///
    /// Each binding of the backend is read and mapped, and compared with what was sent of it, so that nothing needs to be
    /// remembered, and nothing can be forgotten.
    ///
    /// `.await` it, or set it up first: [`Export`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// remote_has(12, "Chair", 60);
    /// let work = registry.work_on(&store, &shop);
    /// work.import_changed::<ShopProduct>().await?;
    /// let chair = store.binder::<ShopProduct>(shop.id()).to_record(&12).await?.unwrap();
    ///
    /// store.update(&chair, &Changes::<Product>::new().set("title", "Stool")?).await?;
    /// let report = work.export_changed::<ShopProduct>().await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().updated, 1);
    /// assert_eq!(remote()[&12].name, "Stool");
    ///
    /// // The remote has all of it now.
    /// let report = work.export_changed::<ShopProduct>().await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().updated, 0);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use = "an export runs when it is awaited"]
    pub fn export_changed<T: Synchronized<Backend = B>>(&'w self) -> Export<'w, T> {
        Export::changed(self)
    }

    /// Exports each binding that has no external ID yet.
    ///
    /// `.await` it, or set it up first: [`Export`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// let chair = store.put(product("Chair")).await?.id();
    /// store.put(bound(&chair, shop.id(), None)).await?;
    /// let report = registry.work_on(&store, &shop).export_new::<ShopProduct>().await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().created, 1);
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use = "an export runs when it is awaited"]
    pub fn export_new<T: Synchronized<Backend = B>>(&'w self) -> Export<'w, T> {
        Export::only_new(self)
    }

    /// Deletes on the remote what was deleted here: the store remembers each binding that goes, also by a cascade or by the
    /// application's own SQL.
    ///
    /// `.await` it, or set it up first: [`ExportDeleted`].
    ///
    /// ```
    #[doc = include_str!("../docs/open.md")]
    /// remote_has(12, "Chair", 60);
    /// let work = registry.work_on(&store, &shop);
    /// work.import_changed::<ShopProduct>().await?;
    /// let chair = store.binder::<ShopProduct>(shop.id()).to_record(&12).await?.unwrap();
    /// store.delete::<Product>(&chair).await?; // the binding goes with it
    ///
    /// let report = work.export_deleted::<ShopProduct>().await?;
    /// assert_eq!(report.of::<ShopProduct>().unwrap().deleted, 1);
    /// assert!(remote().is_empty());
    #[doc = include_str!("../docs/close.md")]
    /// ```
    #[must_use = "an export runs when it is awaited"]
    pub fn export_deleted<T: Synchronized<Backend = B>>(&'w self) -> ExportDeleted<'w, T> {
        ExportDeleted::new(self)
    }

    /// Whether it may begin: the backend is active, and what the environment gives is known.
    /// Otherwise what was going on, and why not.
    pub(crate) async fn ready(&self) -> Result<(), (&'static str, Error)> {
        self.store.require_active(self.backend_id()).await.map_err(|error| ("before it began", error))?;
        self.opened().await.map(drop).map_err(|error| ("while opening the backend", error))
    }

    /// What the application tells its mappers.
    pub(crate) fn options(&self) -> &MapOptions {
        &self.options
    }

    /// Whether what a mapper needs was given.
    pub(crate) fn require_options(&self, needed: Option<NeededOptions>) -> Result<(), Cause> {
        match needed {
            Some(needed) if !self.options.has(&needed) => Err(Cause::MissingOptions(needed.name())),
            _ => Ok(()),
        }
    }

    pub(crate) fn backend_id(&self) -> BackendId<B> {
        self.backend.id()
    }

    /// Which dialect is spoken: of the opened backend, once it is.
    pub(crate) fn version(&self) -> Option<Extensible<B::Version>> {
        let overlaid = self.overlaid.get().and_then(Option::as_deref);
        Backend::version(overlaid.unwrap_or(self.backend))
    }
}
