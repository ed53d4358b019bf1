//! A selection that other crates may add values to.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::addition::known;
use crate::{FieldType, FieldValue, ReadError, RowRead, RowWrite, Selection, SelectionOption, SelectionValues, UnknownValue};

/// A value of the selection `S`, or one that any linked crate adds to it with `#[selection_add(S)]`.
///
/// ```
/// use connector_core::{Extensible, Selection};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// enum Version {
///     #[selection("1.7")]
///     V1_7,
/// }
///
/// // Another crate:
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
/// #[selection_add(Version)]
/// enum AcmeVersion {
///     #[selection("1.7-acme", parent = Version::V1_7)]
///     V1_7Acme,
/// }
///
/// let version: Extensible<Version> = "1.7-acme".parse().unwrap();
/// assert_eq!(version.get::<AcmeVersion>(), Some(AcmeVersion::V1_7Acme));
/// assert_eq!(version.base(), Some(Version::V1_7));
/// ```
///
/// A crate that nothing names is not linked, and its values are then unknown: name it in `schema!`, or `use` it.
pub struct Extensible<S> {
    option: &'static SelectionOption,
    base: PhantomData<fn() -> S>,
}

impl<S> Extensible<S> {
    /// The stored value.
    #[must_use]
    pub fn value(&self) -> &'static str {
        self.option.value
    }

    pub(crate) fn of(option: &'static SelectionOption) -> Self {
        Self { option, base: PhantomData }
    }
}

impl<S: Selection<Base = S>> Extensible<S> {
    /// What people call it: the label of a linked crate's `relabel`, where one has another name for it.
    #[must_use]
    pub fn label(&self) -> &'static str {
        known::<S>().label(self.option)
    }

    /// The value that this one falls back on.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.option.parent().map(Self::of)
    }

    /// The value itself, then its parent, and so on.
    ///
    /// ```
    /// use connector_core::{Extensible, Selection};
    ///
    /// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    /// enum Version {
    ///     #[selection("2.0")]
    ///     V2_0,
    ///     #[selection("2.4", parent = V2_0)]
    ///     V2_4,
    /// }
    ///
    /// let chain: Vec<&str> = Extensible::from(Version::V2_4).chain().map(|version| version.value()).collect();
    /// assert_eq!(chain, ["2.4", "2.0"]);
    /// ```
    pub fn chain(&self) -> impl Iterator<Item = Self> + use<S> {
        let mut next = Some(*self);
        // A circle of parents is refused where it is declared; the bound is for one that spans crates.
        std::iter::from_fn(move || {
            let current = next?;
            next = current.parent();
            Some(current)
        })
        .take(64)
    }

    /// The nearest value of `S`: the value itself, or the first of its parents that is one.
    ///
    /// ```
    /// use connector_core::{Extensible, Selection};
    ///
    /// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    /// enum Version {
    ///     #[selection("2.4")]
    ///     V2_4,
    /// }
    ///
    /// // In another crate:
    /// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    /// #[selection_add(Version)]
    /// enum Ours {
    ///     #[selection("2.4-acme", parent = Version::V2_4)]
    ///     Acme,
    ///     #[selection("other")]
    ///     Other,
    /// }
    ///
    /// assert_eq!(Extensible::from(Ours::Acme).base(), Some(Version::V2_4));
    /// assert_eq!(Extensible::from(Ours::Other).base(), None);
    /// assert_eq!(Extensible::from(Ours::Other).get::<Ours>(), Some(Ours::Other));
    /// ```
    #[must_use]
    pub fn base(&self) -> Option<S> {
        self.chain().find_map(|value| S::from_value(value.value()))
    }

    /// The value as one of the selection `V` (which is `S`, or adds to it), when it is one.
    #[must_use]
    pub fn get<V: Selection<Base = S>>(&self) -> Option<V> {
        V::from_value(self.value())
    }

    /// All values that are known, in their order: those of `S` as declared, an addition right after its `after`, the
    /// others at the end. Their labels are those of [`label`](Extensible::label).
    ///
    /// ```
    /// use connector_core::{Extensible, Selection};
    ///
    /// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    /// enum Level {
    ///     #[selection("low")]
    ///     Low,
    ///     #[selection("high")]
    ///     High,
    /// }
    ///
    /// #[derive(Debug, Clone, Copy, PartialEq, Eq, Selection)]
    /// #[selection(relabel(High = "As high as it gets"))]
    /// #[selection_add(Level)]
    /// enum Between {
    ///     #[selection("middle", after = Level::Low)]
    ///     Middle,
    /// }
    ///
    /// let labels: Vec<&str> = Extensible::<Level>::options().iter().map(|option| option.label).collect();
    /// assert_eq!(labels, ["Low", "Middle", "As high as it gets"]);
    /// ```
    #[must_use]
    pub fn options() -> Vec<SelectionOption> {
        known::<S>().options()
    }
}

impl<V: Selection> From<V> for Extensible<V::Base> {
    fn from(value: V) -> Self {
        Self::of(value.option())
    }
}

/// A removed value is taken for what it became.
impl<S: Selection<Base = S>> FromStr for Extensible<S> {
    type Err = UnknownValue;

    fn from_str(value: &str) -> Result<Self, UnknownValue> {
        known::<S>().find(S::NAME, value).map(Self::of)
    }
}

impl<S> Copy for Extensible<S> {}

impl<S> Clone for Extensible<S> {
    fn clone(&self) -> Self {
        *self
    }
}

/// By the stored value.
impl<S> PartialEq for Extensible<S> {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl<S> Eq for Extensible<S> {}

impl<S> Hash for Extensible<S> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value().hash(state);
    }
}

impl<S> fmt::Debug for Extensible<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Extensible({:?})", self.value())
    }
}

/// The stored value.
impl<S> fmt::Display for Extensible<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.value())
    }
}

impl<S> Serialize for Extensible<S> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.serialize_str(self.value())
    }
}

impl<'de, S: Selection<Base = S>> Deserialize<'de> for Extensible<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl<S: Selection<Base = S>> FieldValue for Extensible<S> {
    const TYPE: FieldType = FieldType::Selection;
    const VALUES: Option<SelectionValues> = Some(SelectionValues {
        options: || known::<S>().options(),
        removed: || known::<S>().removed.clone(),
        contradictions: || known::<S>().contradictions.clone(),
    });

    fn write_to(&self, row: &mut dyn RowWrite) {
        row.selection(self.value());
    }

    fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        row.text()?.parse().map_err(|error: UnknownValue| ReadError::new(error.to_string()))
    }
}
