//! One component for each version that has its own.

use std::any::TypeId;

use connector_core::{Extensible, Selection};

/// Components of one purpose: for every version, and for single ones.
pub(crate) struct Versions<V, C: ?Sized> {
    entries: Vec<Entry<V, C>>,
}

/// A component, for one version or (`None`) for every one that has none of its own.
pub(crate) struct Entry<V, C: ?Sized> {
    pub(crate) version: Option<Extensible<V>>,
    /// The type's name without its path, for people.
    pub(crate) name: &'static str,
    /// The type, for the machine: two types may have one name.
    pub(crate) ty: TypeId,
    pub(crate) component: Box<C>,
}

impl<V, C: ?Sized> Default for Versions<V, C> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<V: Selection<Base = V>, C: ?Sized> Versions<V, C> {
    /// Registers a component. Says what is wrong when there is one for the very version already.
    pub(crate) fn add<X: 'static>(&mut self, version: Option<Extensible<V>>, component: Box<C>) -> Option<String> {
        let new = short_name::<X>();
        if let Some(taken) = self.entries.iter().find(|entry| entry.version == version) {
            let version = version.map_or("every version", |version| version.value());
            return Some(format!("has both `{}` and `{new}` for {version}: register one of them", taken.name));
        }
        self.entries.push(Entry { version, name: new, ty: TypeId::of::<X>(), component });
        None
    }

    /// Puts a component in the place of another, for one version.
    pub(crate) fn replace<X: 'static>(&mut self, version: Option<Extensible<V>>, component: Box<C>) {
        self.entries.retain(|entry| entry.version != version);
        self.entries.push(Entry { version, name: short_name::<X>(), ty: TypeId::of::<X>(), component });
    }

    /// Whether there is none, for no version.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The component for a version: its own, the nearest parent's, the one for every version.
    pub(crate) fn get(&self, version: Option<Extensible<V>>) -> Option<&Entry<V, C>> {
        let chain = version.into_iter().flat_map(|version| version.chain());
        chain.map(Some).chain([None]).find_map(|version| self.entries.iter().find(|entry| entry.version == version))
    }
}

/// The name of a type without its path: `ProductAdapter`.
pub(crate) fn short_name<X>() -> &'static str {
    let name = std::any::type_name::<X>();
    let path = name.split('<').next().unwrap_or(name);
    path.rsplit("::").next().unwrap_or(path)
}
