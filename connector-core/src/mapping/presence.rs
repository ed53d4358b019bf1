//! A value that may be absent, null, or there.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::Visitor;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of the remote's data that is absent, null, or has a value: three things, where `Option` knows two.
///
/// In an import, what is absent leaves the kept value as it is, and null clears it. A record that is new gets the target's
/// default for what is absent.
///
/// ```
/// use connector_core::Presence;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Group {
///     tax_class_id: Presence<i64>,
/// }
///
/// let read = |json| serde_json::from_str::<Group>(json).unwrap().tax_class_id;
/// assert_eq!(read("{}"), Presence::Absent);
/// assert_eq!(read(r#"{"tax_class_id": null}"#), Presence::Null);
/// assert_eq!(read(r#"{"tax_class_id": 0}"#), Presence::Value(0));
/// ```
///
/// In a body that is sent, it takes `#[serde(skip_serializing_if = "Presence::is_absent")]`: what is absent has no form of its
/// own, and serializing it is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Presence<T> {
    /// The remote says nothing of it.
    #[default]
    Absent,
    /// The remote says that there is no value.
    Null,
    /// The remote says this.
    Value(T),
}

impl<T> Presence<T> {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether it is said that there is no value.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, where there is one.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// What is said: nothing, null (`Some(None)`), or a value.
    ///
    /// ```
    /// use connector_core::Presence;
    ///
    /// assert_eq!(Presence::<i64>::Absent.said(), None);
    /// assert_eq!(Presence::<i64>::Null.said(), Some(None));
    /// assert_eq!(Presence::Value(0).said(), Some(Some(&0)));
    /// assert_eq!(Presence::from(None::<i64>), Presence::Null);
    /// ```
    #[must_use]
    pub fn said(&self) -> Option<Option<&T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }
}

/// `None` is null.
impl<T> From<Option<T>> for Presence<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

/// What serde asks for a field that is absent takes options only, and no newtypes: so an absent field is told from one that is
/// null, without a `#[serde(default)]`.
struct Newtype<'a, T> {
    entered: &'a Cell<bool>,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Newtype<'_, T> {
    type Value = Presence<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.entered.set(true);
        Option::deserialize(deserializer).map(Presence::from)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Presence<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entered = Cell::new(false);
        let visitor = Newtype { entered: &entered, value: PhantomData };
        match deserializer.deserialize_newtype_struct("Presence", visitor) {
            // Nothing was there that could be looked at.
            Err(_) if !entered.get() => Ok(Self::Absent),
            read => read,
        }
    }
}

impl<T: Serialize> Serialize for Presence<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => Err(S::Error::custom(
                "an absent value cannot be serialized: add `#[serde(skip_serializing_if = \"Presence::is_absent\")]` to its field",
            )),
            Self::Null => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}
