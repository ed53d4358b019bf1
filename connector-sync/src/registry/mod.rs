//! Which component does what, for which binding and which version.

mod binding;
mod builder;
mod components;
mod print;

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;

use connector_core::{Backend, Extensible, ExternalBinding};
use connector_store::{Store, Stored};

pub use self::binding::BindingBuilder;
pub use self::builder::RegistryBuilder;
pub(crate) use self::components::{AnyBinding, Components, no_hooks};
use crate::jobs::JobRegistryBuilder;
use crate::{Connect, WorkContext};

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
