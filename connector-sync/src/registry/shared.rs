//! Components of several bindings.

use super::entry::{Entry, ModelId, PurposeId, Scope};
use super::purpose::Purpose;
use super::{RegistryBuilder, Synchronized, VersionOf};
use crate::Connect;

/// Every binding of a backend that has no component of its own: where a component is [shared](RegistryBuilder::shared) by those.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// trait ReadStock: Component {}
/// struct StockReader;
/// impl Purpose for StockReader {
///     const NAME: &'static str = "stock reader";
///     type Component = dyn ReadStock;
/// }
/// struct Warehouse;
/// impl ReadStock for Warehouse {}
///
/// let registry = Registry::builder()
///     .binding::<ShopProduct>(|binding| binding.adapter(Products))
///     .shared::<StockReader, EveryBinding>(Box::new(Warehouse))
///     .build()?;
/// assert!(registry.component::<StockReader, ShopProduct>(None).is_ok());
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EveryBinding;

/// Some bindings of the backend `B`, `(ShopProduct, ShopCategory)`, or [`EveryBinding`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of bindings of `{B}`",
    label = "not bindings of this backend",
    note = "help: write a tuple of them, `(ShopProduct, ShopCategory)`, or `EveryBinding`"
)]
pub trait Bindings<B: Connect> {
    #[doc(hidden)]
    fn scope() -> Scope;
}

impl<B: Connect> Bindings<B> for EveryBinding {
    fn scope() -> Scope {
        Scope::all()
    }
}

macro_rules! lists {
    ($first:ident $($more:ident)*) => {
        impl<B: Connect, $first: Synchronized<Backend = B>, $($more: Synchronized<Backend = B>),*> Bindings<B> for ($first, $($more,)*) {
            fn scope() -> Scope {
                Scope::these([ModelId::of::<$first>(), $(ModelId::of::<$more>()),*])
            }
        }
        lists!($($more)*);
    };
    () => {};
}
lists!(T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13 T14 T15 T16);

impl<B: Connect> RegistryBuilder<B> {
    /// A component of several bindings, for every version: `.shared::<StockReader, (ShopProduct, ShopVariant)>(Box::new(Warehouse))`,
    /// or of [`EveryBinding`].
    ///
    /// A component of fewer of the same bindings is taken before one of more, and one of a nearer version before one of a
    /// farther one. Where one is the former and another the latter, the registry does not build, until
    /// [`replace`](Self::replace) says which.
    #[must_use]
    pub fn shared<P: Purpose, M: Bindings<B>>(self, component: Box<P::Component>) -> Self {
        self.share::<P, M>(None, component)
    }

    /// A component of several bindings for one version, and for those that have it for a parent.
    #[must_use]
    pub fn shared_for<P: Purpose, M: Bindings<B>>(self, version: impl Into<VersionOf<B>>, component: Box<P::Component>) -> Self {
        self.share::<P, M>(Some(version.into()), component)
    }

    fn share<P: Purpose, M: Bindings<B>>(mut self, version: Option<VersionOf<B>>, component: Box<P::Component>) -> Self {
        let version = version.map(|version| version.value());
        self.entries.push(Entry::new(PurposeId::shared::<P>(), M::scope(), version, component));
        self
    }
}
