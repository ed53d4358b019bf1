//! The components of one binding.

use std::any::{Any, TypeId};
use std::marker::PhantomData;

use connector_core::{BackendId, ExternalBinding, ExternalId, ExternalValue, Links};
use connector_store::{BoxFuture, Error, Managed, Records, Store, Stored, Told, Tx};

use super::own::{ExportPurpose, Hooks, ImportAdapter, RecordsPort};
use super::purpose::PurposeOf;
use super::table::Table;
use super::{Synchronized, VersionOf};
use crate::erased::{AnyAdapter, AnyHooks};
use crate::error::Stop;
use crate::export::{AnyExportAdapter, AnyExported};
use crate::hooks::NoHooks;
use crate::import::{Run, Waiting};
use crate::jobs::{
    ExportChanges, ExportDeletions, ExportRecord, ImportChanges, ImportPage, ImportRecord, JobRegistryBuilder, SweepBindings,
};
use crate::{Connect, OnGone};

/// The components of the binding `T`, as they were resolved.
pub(crate) struct Components<T: Synchronized> {
    table: Table,
    on_gone: OnGone,
    binding: PhantomData<fn() -> T>,
}

/// [`Components`] of any binding of one kind of backend.
pub(crate) trait AnyBinding<B: Connect>: AnyExported<B> {
    fn model(&self) -> &'static str;
    fn as_any(&self) -> &dyn Any;
    /// What is taken for which purpose and version.
    fn table(&self) -> &Table;
    fn resolved(&mut self, table: Table);
    fn set_on_gone(&mut self, on_gone: OnGone);
    /// Why what is gone cannot be treated as it was said; to be asked when it is resolved.
    fn on_gone_fault(&self) -> Option<String>;
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
    /// Reads some records that others link, by their IDs: a page that is still to be imported.
    fn read_page<'a, 'r>(
        &'a self,
        run: &'a mut Run<'r, B>,
        ids: &'a [ExternalValue<'static>],
    ) -> BoxFuture<'a, Result<Waiting<'r, B>, Stop>>;
}

impl<T: Synchronized> Components<T> {
    /// Nothing is resolved yet.
    pub(super) fn new(on_gone: OnGone) -> Self {
        Self { table: Table::default(), on_gone, binding: PhantomData }
    }

    pub(crate) fn adapter(&self, version: Option<VersionOf<T::Backend>>) -> Option<&dyn AnyAdapter<T>> {
        self.get::<ImportAdapter>(version)
    }

    pub(crate) fn hooks(&self, version: Option<VersionOf<T::Backend>>) -> Option<&dyn AnyHooks<T>> {
        self.get::<Hooks>(version)
    }

    pub(crate) fn exporter(&self, version: Option<VersionOf<T::Backend>>) -> Option<&dyn AnyExportAdapter<T>> {
        self.get::<ExportPurpose>(version)
    }

    /// They are kept in one way, whatever the version. Listeners are told of what is written.
    pub(crate) fn records(&self) -> Told<&dyn Records<T::Record>> {
        Told::new(self.get::<RecordsPort>(None).map_or(&Managed, |records| records.port()))
    }

    pub(crate) fn on_gone(&self) -> OnGone {
        self.on_gone
    }

    fn get<P: PurposeOf<T>>(&self, version: Option<VersionOf<T::Backend>>) -> Option<&P::Component> {
        self.table.get(TypeId::of::<P>(), version.map(|version| version.value()))
    }
}

impl<T: Synchronized> AnyBinding<T::Backend> for Components<T> {
    fn model(&self) -> &'static str {
        T::NAME
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn table(&self) -> &Table {
        &self.table
    }

    fn resolved(&mut self, table: Table) {
        self.table = table;
    }

    fn set_on_gone(&mut self, on_gone: OnGone) {
        self.on_gone = on_gone;
    }

    fn on_gone_fault(&self) -> Option<String> {
        self.on_gone.fault::<T>(self.table.has(TypeId::of::<RecordsPort>()))
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
        jobs.add::<SweepBindings<T>>();
        if self.table.has(TypeId::of::<ExportPurpose>()) {
            jobs.add::<ExportRecord<T>>();
            jobs.add::<ExportChanges<T>>();
            jobs.add::<ExportDeletions<T>>();
        }
    }

    fn read_page<'a, 'r>(
        &'a self,
        run: &'a mut Run<'r, T::Backend>,
        ids: &'a [ExternalValue<'static>],
    ) -> BoxFuture<'a, Result<Waiting<'r, T::Backend>, Stop>> {
        Box::pin(async move { run.linked_ids::<T>(&typed::<T>(ids)).await })
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
