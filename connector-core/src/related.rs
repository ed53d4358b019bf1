//! A value read through a link.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{FieldValue, ReadError, RowRead};

/// The value of a field of a linked model: `#[field(related = backend_id.location)]`.
///
/// Never stored; filled when the store loads the row. It is `None` before that, and behind a link that is null.
/// `T` is the very type of the source field (`Related<Option<String>>` for a nullable one).
///
/// In a value that you make, write `Related::default()`: the store fills it when it loads the row.
///
/// ```
/// use connector_core::{Backend, BackendId, Record, Related};
///
/// #[derive(Backend)]
/// #[backend(name = "shop")]
/// struct Shop {
///     name: String,
///     location: String,
/// }
///
/// #[derive(Record)]
/// #[record(name = "shelf")]
/// struct Shelf {
///     shop: BackendId<Shop>,
///     #[field(related = shop.location)]
///     location: Related<String>,
/// }
///
/// let shelf = Shelf { shop: BackendId::new(1), location: Related::default() };
/// assert_eq!(shelf.location.get(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Related<T>(Option<T>);

impl<T> Related<T> {
    /// The value, where the row was loaded and the link is not null.
    ///
    /// ```
    /// use connector_core::Related;
    ///
    /// assert_eq!(Related::from("https://basel.example").get(), Some(&"https://basel.example"));
    /// assert_eq!(Related::<String>::default().get(), None);
    /// ```
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T: FieldValue> Related<T> {
    /// Takes the value from a loaded row.
    ///
    /// # Errors
    /// [`ReadError`] when the stored value is not a `T`.
    pub fn read_from(row: &mut dyn RowRead) -> Result<Self, ReadError> {
        Option::<T>::read_from(row).map(Self)
    }
}

impl<T> Default for Related<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<T> for Related<T> {
    fn from(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T: Serialize> Serialize for Related<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Asks for an option, so that a document without the field is read, too.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Related<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}
