//! Which component does what, for which binding and which version.
//!
//! What is registered are [entries](entry); [`resolve`] decides once which is taken where, by [versions](columns) and bindings;
//! what it decided is a [table](table) of each binding.

mod binding;
mod builder;
mod columns;
mod components;
mod entry;
mod errors;
mod own;
mod print;
mod purpose;
mod replace;
mod resolve;
mod shared;
mod table;

use std::any::TypeId;
use std::sync::Arc;

use connector_core::{Backend, Extensible, ExternalBinding};
use connector_store::{Store, Stored};

pub use self::binding::BindingBuilder;
pub use self::builder::RegistryBuilder;
use self::columns::Columns;
pub(crate) use self::components::{AnyBinding, Components, no_hooks};
use self::entry::PurposeId;
pub use self::errors::{ComponentError, MissingComponent, RegistryErrors};
pub use self::purpose::{AtVersion, Component, EveryVersion, Purpose, PurposeOf};
pub use self::shared::{Bindings, EveryBinding};
use self::table::ByType;
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

/// The components of one kind of backend. [`build`](RegistryBuilder::build) has decided which is taken for which binding, purpose
/// and version, and has proven that each binding has what it needs.
///
/// Its `Display` is a table: which component there is for which binding, purpose and version, and why.
///
/// It is in the place of the Odoo connector's component registry, in which a component is found by texts, when it is needed.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// let registry = Registry::builder().binding::<ShopProduct>(|binding| binding.adapter(Products)).build()?;
/// println!("{registry}"); // which component is taken for which binding, purpose and version, and why
///
/// // What is not whole is refused, with what to do.
/// let error = Registry::<Shop>::builder().binding::<ShopProduct>(|binding| binding).build().unwrap_err();
/// assert_eq!(error.backend, "shop");
/// println!("{error}");
#[doc = include_str!("../../docs/close.md")]
/// ```
pub struct Registry<B: Connect> {
    bindings: ByType<Box<dyn AnyBinding<B>>>,
    order: Vec<TypeId>,
    columns: Arc<Columns>,
}

impl<B: Connect> Registry<B> {
    /// An empty one, to be filled.
    #[must_use]
    pub fn builder() -> RegistryBuilder<B> {
        RegistryBuilder::new()
    }

    /// A piece of work on one backend instance: the client is opened when it is first needed. Whatever it is asked for is
    /// refused while the backend is [paused](connector_store::Pause).
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let work = registry.work_on(&store, &shop);
    /// let report = work.import_changed::<ShopProduct>().await?;
    /// assert_eq!(report.failed(), 0);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    #[must_use]
    pub fn work_on<'w>(&'w self, store: &'w Store, backend: &'w Stored<B>) -> WorkContext<'w, B> {
        WorkContext::new(self, store, backend)
    }

    /// The component of the purpose `P` for the binding `T` and a version; `None` is of a backend that has no version. It was
    /// decided when the registry was built. In a piece of work it is [`WorkContext::component`].
    ///
    /// # Errors
    /// [`MissingComponent`], with what to register: [`needs`](BindingBuilder::needs) makes that an error of the registry.
    pub fn component<P, T>(&self, version: Option<Extensible<B::Version>>) -> Result<&P::Component, MissingComponent>
    where
        P: PurposeOf<T>,
        T: Synchronized<Backend = B>,
    {
        let version = version.map(|version| version.value());
        let table = self.any(TypeId::of::<T>()).map(AnyBinding::table);
        table.and_then(|table| table.get(TypeId::of::<P>(), version)).ok_or_else(|| missing::<P, T>(version))
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

#[cold]
fn missing<P: PurposeOf<T>, T: Synchronized>(version: Option<&'static str>) -> MissingComponent {
    let purpose = PurposeId::of::<P, T>();
    let remedy = format!("add {} to `.binding::<{}>(…)`", purpose.added_by(), purpose::short_name::<T>());
    MissingComponent { purpose: purpose.name, model: T::NAME, version, remedy }
}
