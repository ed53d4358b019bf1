//! What components are for.

use std::any::TypeId;

use connector_core::Extensible;

/// Anything that can be kept as a component: whatever is `Send`, `Sync` and `'static`.
///
/// It is written behind the trait of a [`Purpose`], `trait ReadStock: Component`, so that the registry knows the type of what
/// is behind `dyn ReadStock`: it prints it, and it knows whether that is what somebody means to replace. Another trait is
/// refused:
///
/// ```compile_fail,E0277
/// use connector_sync::Purpose;
///
/// pub trait ReadStock: Send + Sync {}
///
/// pub struct StockReader;
///
/// impl Purpose for StockReader {
///     const NAME: &'static str = "stock reader";
///     type Component = dyn ReadStock; // `dyn ReadStock` cannot be a component
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a component",
    label = "the registry cannot tell what is behind it",
    note = "help: where it is a `dyn` trait, write `trait …: Component`; what implements it must be `Send`, `Sync` and `'static`"
)]
pub trait Component: Send + Sync + 'static {
    #[doc(hidden)]
    fn component_type(&self) -> ComponentType;
}

impl<X: Send + Sync + 'static> Component for X {
    fn component_type(&self) -> ComponentType {
        ComponentType::of::<X>()
    }
}

/// The type of a component.
#[derive(Debug, Clone, Copy)]
pub struct ComponentType {
    /// For the machine: two types may have one name.
    pub(super) id: TypeId,
    /// Without its path, for people.
    pub(super) name: &'static str,
}

impl ComponentType {
    pub(super) fn of<X: 'static>() -> Self {
        Self { id: TypeId::of::<X>(), name: short_name::<X>() }
    }
}

/// The name of a type without its path: `ProductAdapter`.
pub(super) fn short_name<X: ?Sized>() -> &'static str {
    let name = std::any::type_name::<X>();
    let path = name.split('<').next().unwrap_or(name);
    path.rsplit("::").next().unwrap_or(path)
}

/// What a component is for, and how it is used, whatever the binding: a marker type, whose associated type is a trait object.
///
/// Such a component may be registered for one binding, for some, or for all of a backend. Where its trait depends on the
/// binding, the marker is a [`PurposeOf`] instead.
///
/// ```
/// use connector_sync::{Component, Purpose};
///
/// /// Says how many there are.
/// pub trait ReadStock: Component {
///     fn stock(&self, sku: &str) -> u64;
/// }
///
/// pub struct StockReader;
///
/// impl Purpose for StockReader {
///     const NAME: &'static str = "stock reader";
///     type Component = dyn ReadStock;
/// }
/// ```
///
/// The guide `docs/components.md` has a whole one.
pub trait Purpose: 'static {
    /// What people call it, in tables and errors: `stock reader`.
    const NAME: &'static str;
    /// The trait object by which it is used.
    type Component: ?Sized + Component;
}

/// What a component is for and how it is used, for the binding `T`. Every [`Purpose`] is one of every binding; it is written
/// where the trait depends on the binding.
///
/// ```
/// use connector_sync::{Component, PurposeOf, Synchronized};
///
/// /// Says how many there are, by the ID that the remote has for it.
/// pub trait ReadStockOf<T: Synchronized>: Component {
///     fn stock(&self, id: &T::ExternalId) -> u64;
/// }
///
/// pub struct StockReader;
///
/// impl<T: Synchronized> PurposeOf<T> for StockReader {
///     const NAME: &'static str = "stock reader";
///     type Component = dyn ReadStockOf<T>;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no purpose of `{T}`",
    label = "it does not say what its components are",
    note = "help: write `impl Purpose for {Self} {{ const NAME: &'static str = \"…\"; type Component = dyn …; }}`"
)]
pub trait PurposeOf<T>: 'static {
    /// What people call it, in tables and errors: `stock reader`.
    const NAME: &'static str;
    /// The trait object by which it is used.
    type Component: ?Sized + Component;
}

impl<P: Purpose, T> PurposeOf<T> for P {
    const NAME: &'static str = P::NAME;
    type Component = P::Component;
}

/// Every version of a backend that has no component of its own, and a backend that has none: where a replacement is for
/// those ([`replace`](super::RegistryBuilder::replace)).
///
/// ```
/// use connector_core::Extensible;
/// use connector_core::Selection;
/// use connector_sync::{AtVersion, EveryVersion};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     #[selection("2.4")]
///     V2_4,
/// }
///
/// assert_eq!(AtVersion::<Version>::at(EveryVersion), None);
/// assert_eq!(Version::V2_4.at(), Some(Extensible::from(Version::V2_4)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EveryVersion;

/// A version of the selection `V`, or one that another crate adds to it, or [`EveryVersion`].
pub trait AtVersion<V> {
    /// The version; `None` for every one.
    fn at(self) -> Option<Extensible<V>>;
}

impl<V> AtVersion<V> for EveryVersion {
    fn at(self) -> Option<Extensible<V>> {
        None
    }
}

impl<V, X: Into<Extensible<V>>> AtVersion<V> for X {
    fn at(self) -> Option<Extensible<V>> {
        Some(self.into())
    }
}
