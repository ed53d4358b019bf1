//! What a registry refuses.

use std::fmt;

/// Why a registry cannot be built: everything at once. `Debug` is the same sentence as `Display`.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// let twice = Registry::builder()
///     .binding::<ShopProduct>(|binding| binding.adapter(Products).adapter(Products))
///     .build()
///     .unwrap_err();
/// assert_eq!(twice.faults.len(), 1, "{twice}");
#[doc = include_str!("../../docs/close.md")]
/// ```
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

/// There is no component of a purpose, for a binding and a version.
///
/// ```
#[doc = include_str!("../../docs/open.md")]
/// trait ReadStock: Component {}
/// struct StockReader;
/// impl Purpose for StockReader {
///     const NAME: &'static str = "stock reader";
///     type Component = dyn ReadStock;
/// }
///
/// let missing = registry.component::<StockReader, ShopProduct>(None).err().unwrap();
/// assert_eq!((missing.purpose, missing.model, missing.version), ("stock reader", "shop.product", None));
/// println!("{}", missing.remedy);
#[doc = include_str!("../../docs/close.md")]
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{model} has no {purpose}{}: {remedy}", version.map(|version| format!(" for version {version}")).unwrap_or_default())]
#[non_exhaustive]
pub struct MissingComponent {
    /// What it is for: [`Purpose::NAME`](super::Purpose::NAME).
    pub purpose: &'static str,
    /// The technical name of the binding.
    pub model: &'static str,
    /// The version; `None` of a backend that has none.
    pub version: Option<&'static str>,
    /// What to do.
    pub remedy: String,
}

/// Why there is no component for a piece of work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComponentError {
    /// None is registered: its `remedy` says what to write.
    #[error(transparent)]
    Missing(#[from] MissingComponent),
    /// The backend cannot be opened, so that its version is not known. Look at what the store says.
    #[error(transparent)]
    Store(#[from] connector_store::Error),
}
