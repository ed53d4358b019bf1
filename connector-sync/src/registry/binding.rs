//! The components of one binding, in the making.

use connector_core::Model;
use connector_store::Records;

use super::components::Components;
use super::{Synchronized, VersionOf};
use crate::{Adapter, ExportAdapter, ImportHooks};

/// The components of the binding `T`, in the making.
pub struct BindingBuilder<T: Synchronized> {
    pub(super) components: Components<T>,
    pub(super) faults: Vec<String>,
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

    /// How the application's own (`foreign`) records are found, created and updated.
    #[must_use]
    pub fn records(mut self, records: impl Records<T::Record> + 'static) -> Self {
        if self.components.records.replace(Box::new(records)).is_some() {
            self.faults.push(format!("the records of {} are registered twice", T::NAME));
        }
        self
    }
}
