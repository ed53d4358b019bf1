//! A kind of external system.

use crate::{BackendId, Extensible, Model, Selection, SelectionOption};

/// A kind of external system; a value is the configuration of one instance. Given by `derive(Backend)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no backend",
    label = "no backend",
    note = "help: add `#[derive(Backend)]` to `{Self}`"
)]
pub trait Backend: Model<Id = BackendId<Self>> {
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

/// The field of a backend that holds its version: a selection, an [`Extensible`] one, or `Option` of either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the version of a backend",
    label = "expected a selection",
    note = "help: use an enum with `#[derive(Selection)]`, or `Extensible` of one to let other crates add versions"
)]
pub trait VersionField {
    /// The selection of the versions.
    type Base: Selection<Base = Self::Base>;
    /// The version, where there is one.
    fn version(&self) -> Option<Extensible<Self::Base>>;
}

impl<V: Selection> VersionField for V {
    type Base = V::Base;
    fn version(&self) -> Option<Extensible<V::Base>> {
        Some(Extensible::from(*self))
    }
}

impl<S: Selection<Base = S>> VersionField for Extensible<S> {
    type Base = S;
    fn version(&self) -> Option<Extensible<S>> {
        Some(*self)
    }
}

#[diagnostic::do_not_recommend]
impl<F: VersionField> VersionField for Option<F> {
    type Base = F::Base;
    fn version(&self) -> Option<Extensible<F::Base>> {
        self.as_ref().and_then(VersionField::version)
    }
}
