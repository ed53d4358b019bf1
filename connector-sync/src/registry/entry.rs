//! A component as it is registered: for a purpose, some bindings, and a version.

use std::any::{Any, TypeId};
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use connector_core::Model;

use super::own::{ExportPurpose, Hooks, ImportAdapter, RecordsPort};
use super::purpose::{Component, ComponentType, Purpose, PurposeOf, short_name};

/// A purpose, without its type.
#[derive(Debug, Clone, Copy)]
pub(super) struct PurposeId {
    pub(super) id: TypeId,
    pub(super) name: &'static str,
    /// The marker type.
    marker: &'static str,
}

impl PurposeId {
    pub(super) fn of<P: PurposeOf<T>, T>() -> Self {
        Self { id: TypeId::of::<P>(), name: P::NAME, marker: short_name::<P>() }
    }

    pub(super) fn shared<P: Purpose>() -> Self {
        Self { id: TypeId::of::<P>(), name: P::NAME, marker: short_name::<P>() }
    }

    pub(super) fn is<P: 'static>(&self) -> bool {
        self.id == TypeId::of::<P>()
    }

    /// Whether it is one of the framework's.
    pub(super) fn is_own(&self) -> bool {
        self.method().is_some()
    }

    /// How a binding builder is told of a component.
    pub(super) fn added_by(&self) -> String {
        match self.method() {
            Some(method) => format!("`.{method}(…)`"),
            None => format!("`.component::<{}>(Box::new(…))`", self.marker),
        }
    }

    fn method(&self) -> Option<&'static str> {
        match () {
            () if self.is::<ImportAdapter>() => Some("adapter"),
            () if self.is::<Hooks>() => Some("hooks"),
            () if self.is::<ExportPurpose>() => Some("export"),
            () if self.is::<RecordsPort>() => Some("records"),
            () => None,
        }
    }
}

/// A binding's type.
#[derive(Debug, Clone, Copy)]
pub(super) struct ModelId {
    pub(super) id: TypeId,
    pub(super) name: &'static str,
}

impl ModelId {
    pub(super) fn of<T: Model>() -> Self {
        Self { id: TypeId::of::<T>(), name: T::NAME }
    }
}

/// Which bindings a component is for.
#[derive(Debug, Clone)]
pub struct Scope(Option<Vec<ModelId>>);

impl Scope {
    pub(super) fn all() -> Self {
        Self(None)
    }

    /// Each once, in the order of their names.
    pub(super) fn these(models: impl IntoIterator<Item = ModelId>) -> Self {
        let mut known = HashSet::new();
        let mut models: Vec<ModelId> = models.into_iter().filter(|model| known.insert(model.id)).collect();
        models.sort_by_key(|model| model.name);
        Self(Some(models))
    }

    /// The bindings that are named.
    pub(super) fn named(&self) -> &[ModelId] {
        self.0.as_deref().unwrap_or_default()
    }

    /// How many there may be.
    pub(super) fn size(&self) -> usize {
        self.0.as_ref().map_or(usize::MAX, Vec::len)
    }

    /// Whether each binding of the other one is one of this.
    pub(super) fn covers(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(other)) => other.iter().all(|model| own.iter().any(|own| own.id == model.id)),
        }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.covers(other) && other.covers(self)
    }
}

/// `shop.category`, `shop.category and shop.product`, `every binding`.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(models) = &self.0 else { return f.write_str("every binding") };
        for (place, model) in models.iter().enumerate() {
            let before = match place {
                0 => "",
                _ if place + 1 == models.len() => " and ",
                _ => ", ",
            };
            write!(f, "{before}{}", model.name)?;
        }
        Ok(())
    }
}

/// A component as it was registered.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) purpose: PurposeId,
    pub(super) scope: Scope,
    /// `None` is for every version that has none of its own.
    pub(super) version: Option<&'static str>,
    pub(super) ty: ComponentType,
    /// What it was put in the place of.
    pub(super) replaced: Option<&'static str>,
    /// A `Box` of the purpose's trait object.
    held: Arc<dyn Any + Send + Sync>,
}

impl Entry {
    pub(super) fn new<C: Component + ?Sized>(purpose: PurposeId, scope: Scope, version: Option<&'static str>, component: Box<C>) -> Self {
        // Of what is in the box: the box could be a component, too.
        let ty = C::component_type(&component);
        Self { purpose, scope, version, ty, replaced: None, held: Arc::new(component) }
    }

    /// The component, by the trait object of its purpose.
    pub(super) fn get<C: ?Sized + 'static>(&self) -> Option<&C> {
        self.held.downcast_ref::<Box<C>>().map(AsRef::as_ref)
    }

    /// Whether it is registered at the very place of another one.
    pub(super) fn is_at(&self, purpose: &PurposeId, scope: &Scope, version: Option<&'static str>) -> bool {
        self.purpose.id == purpose.id && self.version == version && self.scope.is_same(scope)
    }
}

/// A component that is to take the place of another one.
pub(super) struct Replacement {
    pub(super) entry: Entry,
    pub(super) old: ComponentType,
}

/// What a binding says that it needs.
pub(super) struct Need {
    pub(super) purpose: PurposeId,
    pub(super) model: ModelId,
    /// What is wrong where it is missing, when that is not said by version.
    pub(super) fault: Option<String>,
}

/// ` for version 2`, or ` for every version`.
pub(super) fn for_version(version: Option<&str>) -> String {
    version.map_or_else(|| " for every version".to_owned(), |version| format!(" for version {version}"))
}
