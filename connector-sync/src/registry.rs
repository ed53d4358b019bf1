//! Which component does what, for which binding and which version.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;

use connector_core::{Backend, BackendId, Extensible, ExternalBinding, ExternalId, ExternalValue, Links, Model, Role};
use connector_store::{BoxFuture, Error, Managed, Records, Store, Stored, Told, Tx};

use crate::erased::{AnyAdapter, AnyHooks};
use crate::error::Stop;
use crate::export::{AnyExportAdapter, AnyExported};
use crate::hooks::NoHooks;
use crate::import::Run;
use crate::jobs::{ImportChanges, ImportPage, ImportRecord, JobRegistryBuilder};
use crate::versions::{Versions, short_name};
use crate::{Adapter, Connect, ExportAdapter, ImportHooks, OnGone, WorkContext};

/// A binding whose backend can be talked to, and that can be worked on in any task.
///
/// Implemented for every binding of a backend that is [`Connect`], where binding and record are `Send` and `Sync`.
pub trait Synchronized: ExternalBinding<Backend: Connect, Record: Send + Sync> + Send + Sync {}

impl<T> Synchronized for T
where
    T: ExternalBinding + Send + Sync,
    T::Backend: Connect,
    T::Record: Send + Sync,
{
}

type VersionOf<B> = Extensible<<B as Backend>::Version>;

/// The components of one kind of backend. [`build`](RegistryBuilder::build) has proven that each binding in it has an adapter
/// for every version, and that foreign records have their port.
///
/// Its `Display` is a table: which component there is for which binding, purpose and version, and why.
pub struct Registry<B: Connect> {
    bindings: HashMap<TypeId, Box<dyn AnyBinding<B>>>,
    order: Vec<TypeId>,
}

/// A [`Registry`] in the making: [`Registry::builder`].
pub struct RegistryBuilder<B: Connect> {
    registry: Registry<B>,
    faults: Vec<String>,
}

/// Why a registry cannot be built: everything at once. `Debug` is the same sentence as `Display`.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("the components of {backend} do not fit together: {}", faults.join("; "))]
pub struct RegistryErrors {
    /// The technical name of the backend's kind.
    pub backend: &'static str,
    /// One sentence each.
    pub faults: Vec<String>,
}

impl fmt::Debug for RegistryErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The components of the binding `T`, in the making.
pub struct BindingBuilder<T: Synchronized> {
    components: Components<T>,
    faults: Vec<String>,
}

/// The components of the binding `T`.
pub(crate) struct Components<T: Synchronized> {
    adapters: Versions<<T::Backend as Backend>::Version, dyn AnyAdapter<T>>,
    hooks: Versions<<T::Backend as Backend>::Version, dyn AnyHooks<T>>,
    exporters: Versions<<T::Backend as Backend>::Version, dyn AnyExportAdapter<T>>,
    records: Option<Box<dyn Records<T::Record>>>,
    on_gone: OnGone,
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

impl<B: Connect> Registry<B> {
    /// An empty one, to be filled.
    #[must_use]
    pub fn builder() -> RegistryBuilder<B> {
        RegistryBuilder { registry: Self { bindings: HashMap::new(), order: Vec::new() }, faults: Vec::new() }
    }

    /// A piece of work on one backend instance: the client is opened when it is first needed. Whatever it is asked for is
    /// refused while the backend is [paused](connector_store::Pause).
    #[must_use]
    pub fn work_on<'w>(&'w self, store: &'w Store, backend: &'w Stored<B>) -> WorkContext<'w, B> {
        WorkContext::new(self, store, backend)
    }

    pub(crate) fn get<T: Synchronized<Backend = B>>(&self) -> Option<&Components<T>> {
        self.bindings.get(&TypeId::of::<T>())?.as_any().downcast_ref()
    }

    pub(crate) fn any(&self, binding: TypeId) -> Option<&dyn AnyBinding<B>> {
        self.bindings.get(&binding).map(AsRef::as_ref)
    }

    /// Adds the ready-made jobs of every binding.
    pub(crate) fn add_jobs(&self, jobs: &mut JobRegistryBuilder) {
        self.ordered().for_each(|binding| binding.add_jobs(jobs));
    }

    fn ordered(&self) -> impl Iterator<Item = &dyn AnyBinding<B>> {
        self.order.iter().filter_map(|binding| self.any(*binding))
    }
}

/// Every version that is known, or none.
fn versions<B: Backend>() -> Vec<Option<VersionOf<B>>> {
    let versions: Vec<_> = Extensible::<B::Version>::options().iter().filter_map(|option| option.value.parse().ok()).map(Some).collect();
    if versions.is_empty() { vec![None] } else { versions }
}

impl<B: Connect> RegistryBuilder<B> {
    /// Registers the components of the binding `T`.
    #[must_use]
    pub fn binding<T: Synchronized<Backend = B>>(mut self, build: impl FnOnce(BindingBuilder<T>) -> BindingBuilder<T>) -> Self {
        let builder = build(BindingBuilder {
            components: Components {
                adapters: Versions::default(),
                hooks: Versions::default(),
                exporters: Versions::default(),
                records: None,
                on_gone: OnGone::default(),
            },
            faults: Vec::new(),
        });
        self.faults.extend(builder.faults);
        if self.registry.bindings.insert(TypeId::of::<T>(), Box::new(builder.components)).is_some() {
            self.faults.push(format!("{} is registered twice: put all its components into one `binding`", T::NAME));
        } else {
            self.registry.order.push(TypeId::of::<T>());
        }
        self
    }

    /// Puts the adapter `new` in the place of `Old`, for one version and those that have it for a parent. Naming what is
    /// replaced is what keeps two extensions from replacing the same thing unawares.
    #[must_use]
    pub fn replace_adapter<T: Synchronized<Backend = B>, Old: Adapter<T>>(
        mut self,
        version: impl Into<VersionOf<B>>,
        new: impl Adapter<T>,
    ) -> Self {
        let version = version.into();
        let components =
            self.registry.bindings.get_mut(&TypeId::of::<T>()).and_then(|binding| binding.as_any_mut().downcast_mut::<Components<T>>());
        let Some(components) = components else {
            self.faults.push(format!("an adapter of {} is to be replaced, and it is not registered", T::NAME));
            return self;
        };
        let current = components.adapters.get(Some(version));
        if current.is_some_and(|entry| entry.ty == TypeId::of::<Old>()) {
            replace(&mut components.adapters, version, new);
        } else {
            self.faults.push(format!(
                "`{}` of {} is to be replaced for version {version}, where the adapter is `{}`: name that one",
                short_name::<Old>(),
                T::NAME,
                current.map_or("none", |entry| entry.name),
            ));
        }
        self
    }

    /// Proves that every binding has an adapter for every version, that foreign records have their port, and that nothing is
    /// there twice. A binding that is only linked, and not registered, is found when it is needed.
    ///
    /// # Errors
    /// [`RegistryErrors`] with everything that is missing or contradicts itself.
    pub fn build(self) -> Result<Registry<B>, RegistryErrors> {
        let mut faults = self.faults;
        let versions = versions::<B>();
        for binding in self.registry.ordered() {
            faults.extend(binding.faults(&versions));
        }
        if faults.is_empty() { Ok(self.registry) } else { Err(RegistryErrors { backend: B::NAME, faults }) }
    }
}

/// Its own function, so that the adapter's type is named once.
fn replace<T: Synchronized, A: Adapter<T>>(
    adapters: &mut Versions<<T::Backend as Backend>::Version, dyn AnyAdapter<T>>,
    version: VersionOf<T::Backend>,
    adapter: A,
) {
    adapters.replace::<A>(Some(version), Box::new(adapter));
}

impl<T: Synchronized> BindingBuilder<T> {
    /// The adapter for every version that has none of its own.
    #[must_use]
    pub fn adapter<A: Adapter<T>>(self, adapter: A) -> Self {
        self.add_adapter(None, adapter)
    }

    /// The adapter for one version, and for those that have it for a parent.
    #[must_use]
    pub fn adapter_for<A: Adapter<T>>(self, version: impl Into<VersionOf<T::Backend>>, adapter: A) -> Self {
        self.add_adapter(Some(version.into()), adapter)
    }

    /// The hooks of the import, for every version that has none of its own.
    #[must_use]
    pub fn hooks<H: ImportHooks<T>>(self, hooks: H) -> Self {
        self.add_hooks(None, hooks)
    }

    /// The hooks of the import for one version, and for those that have it for a parent.
    #[must_use]
    pub fn hooks_for<H: ImportHooks<T>>(self, version: impl Into<VersionOf<T::Backend>>, hooks: H) -> Self {
        self.add_hooks(Some(version.into()), hooks)
    }

    fn add_adapter<A: Adapter<T>>(mut self, version: Option<VersionOf<T::Backend>>, adapter: A) -> Self {
        let fault = self.components.adapters.add::<A>(version, Box::new(adapter));
        self.faults.extend(fault.map(|fault| format!("{} {fault}", T::NAME)));
        self
    }

    fn add_hooks<H: ImportHooks<T>>(mut self, version: Option<VersionOf<T::Backend>>, hooks: H) -> Self {
        let fault = self.components.hooks.add::<H>(version, Box::new(hooks));
        self.faults.extend(fault.map(|fault| format!("{} {fault}", T::NAME)));
        self
    }

    /// The export adapter for every version that has none of its own.
    #[must_use]
    pub fn export<A: ExportAdapter<T>>(self, adapter: A) -> Self {
        self.add_exporter(None, adapter)
    }

    /// The export adapter for one version, and for those that have it for a parent.
    #[must_use]
    pub fn export_for<A: ExportAdapter<T>>(self, version: impl Into<VersionOf<T::Backend>>, adapter: A) -> Self {
        self.add_exporter(Some(version.into()), adapter)
    }

    fn add_exporter<A: ExportAdapter<T>>(mut self, version: Option<VersionOf<T::Backend>>, adapter: A) -> Self {
        let fault = self.components.exporters.add::<A>(version, Box::new(adapter));
        self.faults.extend(fault.map(|fault| format!("{} {fault}", T::NAME)));
        self
    }

    /// What a [sweep](WorkContext::sweep) does with what the remote no longer has; [`OnGone::Keep`] unless said otherwise. What cannot
    /// be done with this binding is refused when the registry is built.
    #[must_use]
    pub fn on_gone(mut self, on_gone: OnGone) -> Self {
        self.components.on_gone = on_gone;
        self
    }

    /// How the application's own (`foreign`) records are found, created and updated. Listeners are told of what is written so: see
    /// [`Told`].
    #[must_use]
    pub fn records(mut self, records: impl Records<T::Record> + 'static) -> Self {
        if self.components.records.replace(Box::new(Told::new(records))).is_some() {
            self.faults.push(format!("the records of {} are registered twice", T::NAME));
        }
        self
    }
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

    pub(crate) fn on_gone(&self) -> OnGone {
        self.on_gone
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
        faults.extend(self.on_gone.fault::<T>(self.records.is_some()));
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

impl<B: Connect> fmt::Display for Registry<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:32} {:8} {:12} component", "binding", "purpose", "version")?;
        for binding in self.ordered() {
            for version in versions::<B>() {
                for (purpose, name, registered) in binding.named(version) {
                    let why = match registered {
                        None => "of every version".to_owned(),
                        same if same == version => "its own".to_owned(),
                        Some(parent) => format!("of its parent {parent}"),
                    };
                    let version = version.map_or("-", |version| version.value());
                    write!(f, "\n{:32} {purpose:8} {version:12} {name} ({why})", binding.model())?;
                }
            }
        }
        Ok(())
    }
}

impl<B: Connect> fmt::Debug for Registry<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Registry<{}>({} bindings)", B::NAME, self.bindings.len())
    }
}

/// Hooks of a binding that has none.
pub(crate) fn no_hooks<T: Synchronized>() -> &'static dyn AnyHooks<T> {
    &NoHooks
}
