//! A kind of external system.

use crate::{BackendId, Extensible, Model, Selection, SelectionOption, Standalone};

/// A kind of external system; a value is the configuration of one instance. Given by `derive(Backend)`.
///
/// ```
/// use connector_core::{Backend, Extensible, Selection};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     #[selection("2.0")]
///     V2,
/// }
///
/// #[derive(Backend)]
/// #[backend(name = "shop")]
/// struct Shop {
///     name: String,
///     version: Extensible<Version>,
/// }
///
/// let shop = Shop { name: "Basel".into(), version: Version::V2.into() };
/// assert_eq!(Backend::name(&shop), "Basel");
/// assert_eq!(Backend::version(&shop).and_then(|version| version.base()), Some(Version::V2));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no backend",
    label = "no backend",
    note = "help: add `#[derive(Backend)]` to `{Self}`"
)]
pub trait Backend: Model<Id = BackendId<Self>> + Standalone {
    /// The selection of its versions; [`NoVersion`] where it has none.
    type Version: Selection<Base = Self::Version>;

    /// How people call this instance; unique among its kind.
    fn name(&self) -> &str;

    /// Which version this instance speaks.
    fn version(&self) -> Option<Extensible<Self::Version>>;
}

/// The versions of a backend that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoVersion {}

impl Selection for NoVersion {
    type Base = Self;
    type Parent = Self;
    const NAME: &'static str = "NoVersion";
    const OPTIONS: &'static [SelectionOption] = &[];
    fn index(self) -> usize {
        match self {}
    }
    fn from_index(_: usize) -> Option<Self> {
        None
    }
    fn parent(self) -> Option<Self> {
        match self {}
    }
}
