//! The components of one binding.

use std::any::Any;

use connector_core::{Backend, BackendId, ExternalBinding, ExternalId, ExternalValue, Links, Model, Role};
use connector_store::{BoxFuture, Error, Managed, Records, Store, Stored, Tx};

use super::{Synchronized, VersionOf};
use crate::Connect;
use crate::erased::{AnyAdapter, AnyHooks};
use crate::error::Stop;
use crate::export::{AnyExportAdapter, AnyExported};
use crate::hooks::NoHooks;
use crate::import::Run;
use crate::jobs::{ImportChanges, ImportPage, ImportRecord, JobRegistryBuilder};
use crate::versions::Versions;

/// The components of the binding `T`.
pub(crate) struct Components<T: Synchronized> {
    pub(super) adapters: Versions<<T::Backend as Backend>::Version, dyn AnyAdapter<T>>,
    pub(super) hooks: Versions<<T::Backend as Backend>::Version, dyn AnyHooks<T>>,
    pub(super) exporters: Versions<<T::Backend as Backend>::Version, dyn AnyExportAdapter<T>>,
    pub(super) records: Option<Box<dyn Records<T::Record>>>,
}

/// [`Components`] of any binding of one kind of backend.
pub(crate) trait AnyBinding<B: Connect>: AnyExported<B> {
    fn model(&self) -> &'static str;
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn faults(&self, versions: &[Option<VersionOf<B>>]) -> Vec<String>;
    /// What each purpose has for a version, and for which version it was registered.
    fn named(&self, version: Option<VersionOf<B>>) -> Vec<(&'static str, &'static str, Option<VersionOf<B>>)>;
    /// Looks links up in an open transaction.
    fn look_up<'a>(
        &'a self,
        tx: &'a mut Tx<'_>,
        backend: BackendId<B>,
        ids: &'a [ExternalValue<'static>],
        links: &'a mut Links,
    ) -> BoxFuture<'a, Result<(), Error>>;
    /// Looks links up outside of one.
    fn look_up_outside<'a>(
        &'a self,
        store: &'a Store,
        backend: BackendId<B>,
        ids: &'a [ExternalValue<'static>],
        links: &'a mut Links,
    ) -> BoxFuture<'a, Result<(), Error>>;
    /// Adds the ready-made jobs of the binding.
    fn add_jobs(&self, jobs: &mut JobRegistryBuilder);
    /// Imports some records by their IDs.
    fn import<'a>(&'a self, run: &'a mut Run<'_, B>, ids: &'a [ExternalValue<'static>]) -> BoxFuture<'a, Result<(), Stop>>;
}

impl<T: Synchronized> Components<T> {
    pub(crate) fn adapter(&self, version: Option<VersionOf<T::Backend>>) -> Option<&dyn AnyAdapter<T>> {
        self.adapters.get(version).map(|entry| entry.component.as_ref())
    }

    pub(crate) fn hooks(&self, version: Option<VersionOf<T::Backend>>) -> Option<&dyn AnyHooks<T>> {
        self.hooks.get(version).map(|entry| entry.component.as_ref())
    }

    pub(crate) fn exporter(&self, version: Option<VersionOf<T::Backend>>) -> Option<&dyn AnyExportAdapter<T>> {
        self.exporters.get(version).map(|entry| entry.component.as_ref())
    }

    pub(crate) fn records(&self) -> &dyn Records<T::Record> {
        self.records.as_deref().unwrap_or(&Managed)
    }
}

impl<T: Synchronized> AnyBinding<T::Backend> for Components<T> {
    fn model(&self) -> &'static str {
        T::NAME
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn faults(&self, versions: &[Option<VersionOf<T::Backend>>]) -> Vec<String> {
        let mut faults = Vec::new();
        let mut missing = |what: &str, add: &str, lacks: &dyn Fn(Option<VersionOf<T::Backend>>) -> bool| {
            for version in versions.iter().filter(|version| lacks(**version)) {
                let version = version.map_or_else(String::new, |version| format!(" for version {version}"));
                faults.push(format!("{} has no {what}{version}: add `.{add}(…)`", T::NAME));
            }
        };
        // What is only exported needs nothing to import with.
        if !self.adapters.is_empty() || self.exporters.is_empty() {
            missing("adapter", "adapter", &|version| self.adapters.get(version).is_none());
        }
        if !self.exporters.is_empty() {
            missing("export adapter", "export", &|version| self.exporters.get(version).is_none());
        }
        let links_a_record = T::META.role(Role::Record).is_some();
        if links_a_record && <T::Record as Model>::FOREIGN && self.records.is_none() {
            let record = <T::Record as Model>::NAME;
            faults.push(format!("{} links {record}, which is the application's own: say with `.records(…)` how it is kept", T::NAME));
        }
        faults
    }

    fn named(&self, version: Option<VersionOf<T::Backend>>) -> Vec<(&'static str, &'static str, Option<VersionOf<T::Backend>>)> {
        let import = self.adapters.get(version).map(|entry| ("import", entry.name, entry.version));
        let hooks = self.hooks.get(version).map(|entry| ("hooks", entry.name, entry.version));
        let export = self.exporters.get(version).map(|entry| ("export", entry.name, entry.version));
        [import, hooks, export].into_iter().flatten().collect()
    }

    fn look_up<'a>(
        &'a self,
        tx: &'a mut Tx<'_>,
        backend: BackendId<T::Backend>,
        ids: &'a [ExternalValue<'static>],
        links: &'a mut Links,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let ids: Vec<T::ExternalId> = typed::<T>(ids);
            let found = tx.binder::<T>(backend).to_internal_many(&ids).await?;
            insert(links, &ids, &found);
            Ok(())
        })
    }

    fn look_up_outside<'a>(
        &'a self,
        store: &'a Store,
        backend: BackendId<T::Backend>,
        ids: &'a [ExternalValue<'static>],
        links: &'a mut Links,
    ) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let ids: Vec<T::ExternalId> = typed::<T>(ids);
            let found = store.binder::<T>(backend).to_internal_many(&ids).await?;
            insert(links, &ids, &found);
            Ok(())
        })
    }

    fn add_jobs(&self, jobs: &mut JobRegistryBuilder) {
        jobs.add::<ImportRecord<T>>();
        jobs.add::<ImportPage<T>>();
        jobs.add::<ImportChanges<T>>();
    }

    fn import<'a>(&'a self, run: &'a mut Run<'_, T::Backend>, ids: &'a [ExternalValue<'static>]) -> BoxFuture<'a, Result<(), Stop>> {
        Box::pin(async move { run.ids::<T>(&typed::<T>(ids)).await })
    }
}

/// External IDs as their type. They were made from it, so that none is lost.
fn typed<T: ExternalBinding>(ids: &[ExternalValue<'static>]) -> Vec<T::ExternalId> {
    ids.iter().filter_map(|id| T::ExternalId::from_external(id.clone()).ok()).collect()
}

fn insert<T: ExternalBinding>(links: &mut Links, ids: &[T::ExternalId], found: &[Option<Stored<T>>]) {
    for (id, binding) in ids.iter().zip(found) {
        if let Some(binding) = binding {
            links.insert::<T>(id, binding.id(), binding.record_id());
        }
    }
}

/// Hooks of a binding that has none.
pub(crate) fn no_hooks<T: Synchronized>() -> &'static dyn AnyHooks<T> {
    &NoHooks
}
