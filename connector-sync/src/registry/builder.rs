//! A registry in the making.

use std::any::TypeId;

use super::binding::BindingBuilder;
use super::components::Components;
use super::{Registry, RegistryErrors, Synchronized, VersionOf, versions};
use crate::erased::AnyAdapter;
use crate::versions::{Versions, short_name};
use crate::{Adapter, Connect};
use connector_core::Backend;

/// A [`Registry`] in the making: [`Registry::builder`].
pub struct RegistryBuilder<B: Connect> {
    pub(super) registry: Registry<B>,
    pub(super) faults: Vec<String>,
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
