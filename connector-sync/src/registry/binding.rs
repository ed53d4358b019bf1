//! The components of one binding, in the making.

use std::marker::PhantomData;

use connector_core::{Model, Role};
use connector_store::Records;

use super::entry::{Entry, ModelId, Need, PurposeId, Scope};
use super::own::{AnyRecords, ExportPurpose, Hooks, ImportAdapter, RecordsPort};
use super::purpose::PurposeOf;
use super::{Synchronized, VersionOf};
use crate::erased::{AnyAdapter, AnyHooks};
use crate::export::AnyExportAdapter;
use crate::{Adapter, ExportAdapter, ImportHooks, OnGone};

/// The components of the binding `T`, in the making.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// let registry = Registry::builder()
///     .binding::<ShopProduct>(|binding| binding.adapter(Products).export(Products).on_gone(OnGone::Archive))
///     .build()?;
#[doc = include_str!("../../docs/close.md")]
/// ```
pub struct BindingBuilder<T: Synchronized> {
    pub(super) entries: Vec<Entry>,
    pub(super) needs: Vec<Need>,
    pub(super) on_gone: Option<OnGone>,
    binding: PhantomData<fn() -> T>,
}

impl<T: Synchronized> BindingBuilder<T> {
    pub(super) fn new() -> Self {
        Self { entries: Vec::new(), needs: Vec::new(), on_gone: None, binding: PhantomData }
    }

    /// The adapter for every version that has none of its own.
    #[must_use]
    pub fn adapter<A: Adapter<T>>(self, adapter: A) -> Self {
        self.add::<ImportAdapter>(None, Box::new(adapter) as Box<dyn AnyAdapter<T>>)
    }

    /// The adapter for one version, and for those that have it for a parent.
    #[must_use]
    pub fn adapter_for<A: Adapter<T>>(self, version: impl Into<VersionOf<T::Backend>>, adapter: A) -> Self {
        self.add::<ImportAdapter>(Some(version.into()), Box::new(adapter) as Box<dyn AnyAdapter<T>>)
    }

    /// The hooks of the import, for every version that has none of its own.
    #[must_use]
    pub fn hooks<H: ImportHooks<T>>(self, hooks: H) -> Self {
        self.add::<Hooks>(None, Box::new(hooks) as Box<dyn AnyHooks<T>>)
    }

    /// The hooks of the import for one version, and for those that have it for a parent.
    #[must_use]
    pub fn hooks_for<H: ImportHooks<T>>(self, version: impl Into<VersionOf<T::Backend>>, hooks: H) -> Self {
        self.add::<Hooks>(Some(version.into()), Box::new(hooks) as Box<dyn AnyHooks<T>>)
    }

    /// The export adapter for every version that has none of its own.
    #[must_use]
    pub fn export<A: ExportAdapter<T>>(self, adapter: A) -> Self {
        self.add::<ExportPurpose>(None, Box::new(adapter) as Box<dyn AnyExportAdapter<T>>)
    }

    /// The export adapter for one version, and for those that have it for a parent.
    #[must_use]
    pub fn export_for<A: ExportAdapter<T>>(self, version: impl Into<VersionOf<T::Backend>>, adapter: A) -> Self {
        self.add::<ExportPurpose>(Some(version.into()), Box::new(adapter) as Box<dyn AnyExportAdapter<T>>)
    }

    /// What a [sweep](crate::WorkContext::sweep) does with what the remote no longer has; [`OnGone::Keep`] unless said otherwise. What
    /// cannot be done with this binding is refused when the registry is built.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// let registry = Registry::builder()
    ///     .binding::<ShopProduct>(|binding| binding.adapter(Products).on_gone(OnGone::Unbind))
    ///     .build()?;
    /// assert_eq!(registry.work_on(&store, &shop).sweep::<ShopProduct>().dry_run().await?.on_gone, OnGone::Unbind);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    #[must_use]
    pub fn on_gone(mut self, on_gone: OnGone) -> Self {
        self.on_gone = Some(on_gone);
        self
    }

    /// How the application's own (`foreign`) records are found, created and updated. Listeners are told of what is written so: see
    /// [`Told`](connector_store::Told).
    #[must_use]
    pub fn records(self, records: impl Records<T::Record> + 'static) -> Self {
        self.add::<RecordsPort>(None, Box::new(records) as Box<dyn AnyRecords<T>>)
    }

    /// A component of a purpose of yours, for every version that has none of its own:
    /// `.component::<StockReader>(Box::new(Warehouse))`.
    ///
    /// ```
    #[doc = include_str!("../../docs/open.md")]
    /// trait ReadStock: Component {
    ///     fn stock(&self, id: u32) -> u64;
    /// }
    ///
    /// struct StockReader;
    ///
    /// impl Purpose for StockReader {
    ///     const NAME: &'static str = "stock reader";
    ///     type Component = dyn ReadStock;
    /// }
    ///
    /// struct Warehouse;
    ///
    /// impl ReadStock for Warehouse {
    ///     fn stock(&self, id: u32) -> u64 {
    ///         u64::from(id) * 2
    ///     }
    /// }
    ///
    /// let registry = Registry::builder()
    ///     .binding::<ShopProduct>(|binding| {
    ///         binding.adapter(Products).component::<StockReader>(Box::new(Warehouse)).needs::<StockReader>()
    ///     })
    ///     .build()?;
    /// let work = registry.work_on(&store, &shop);
    /// assert_eq!(work.component::<StockReader, ShopProduct>().await?.stock(12), 24);
    #[doc = include_str!("../../docs/close.md")]
    /// ```
    #[must_use]
    pub fn component<P: PurposeOf<T>>(self, component: Box<P::Component>) -> Self {
        self.add::<P>(None, component)
    }

    /// A component of a purpose of yours for one version, and for those that have it for a parent.
    #[must_use]
    pub fn component_for<P: PurposeOf<T>>(self, version: impl Into<VersionOf<T::Backend>>, component: Box<P::Component>) -> Self {
        self.add::<P>(Some(version.into()), component)
    }

    /// The registry does not build unless the binding has a component of this purpose for every version: its own, or one that
    /// it [shares](super::RegistryBuilder::shared).
    #[must_use]
    pub fn needs<P: PurposeOf<T>>(mut self) -> Self {
        self.needs.push(Need { purpose: PurposeId::of::<P, T>(), model: ModelId::of::<T>(), fault: None });
        self
    }

    fn add<P: PurposeOf<T>>(mut self, version: Option<VersionOf<T::Backend>>, component: Box<P::Component>) -> Self {
        let scope = Scope::these([ModelId::of::<T>()]);
        self.entries.push(Entry::new(PurposeId::of::<P, T>(), scope, version.map(|version| version.value()), component));
        self
    }

    /// With what it needs beside what it says.
    pub(super) fn complete(mut self) -> Self {
        let links_a_record = T::META.role(Role::Record).is_some();
        if links_a_record && <T::Record as Model>::FOREIGN {
            let record = <T::Record as Model>::NAME;
            let fault = format!("{} links {record}, which is the application's own: say with `.records(…)` how it is kept", T::NAME);
            self.needs.push(Need { purpose: PurposeId::of::<RecordsPort, T>(), model: ModelId::of::<T>(), fault: Some(fault) });
        }
        self
    }
}
