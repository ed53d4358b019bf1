//! A secret as a store keeps it: encrypted.

use std::fmt;
use std::sync::Arc;

use crate::{Key, ReadError};

/// A [`Secret`](crate::Secret) that is not open: the bytes that a store keeps of it, where they stand, and why it could not
/// be opened. As an error it is what [`expose`](crate::Secret::expose) says of such a secret; it holds no clear text.
///
/// A sealed secret can be handed around with its row, and put back: it stays as it is kept.
///
/// ```
/// use connector_core::{Key, Sealed, Secret};
///
/// let sealed = Sealed::new(vec![1, 2, 3]).at("shop.backend", "token", &Key::Int(3), "there is no key");
/// assert_eq!(sealed.to_string(), "`token` of shop.backend 3 is sealed: there is no key");
/// assert_eq!(Secret::from(sealed.clone()).expose(), Err(sealed));
/// ```
#[derive(Clone)]
pub struct Sealed {
    inner: Arc<Inner>,
}

struct Inner {
    bytes: Vec<u8>,
    place: Option<Place>,
    reason: String,
}

#[derive(PartialEq, Eq)]
struct Place {
    model: &'static str,
    field: &'static str,
    row: Key,
}

impl Sealed {
    /// What a store keeps.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { inner: Arc::new(Inner { bytes, place: None, reason: "nobody opened it yet".to_owned() }) }
    }

    /// The same with the row that it was read from, and why it stays sealed: lower case, without a full stop.
    #[must_use]
    pub fn at(self, model: &'static str, field: &'static str, row: &Key, reason: impl Into<String>) -> Self {
        let bytes = Arc::try_unwrap(self.inner).map_or_else(|shared| shared.bytes.clone(), |inner| inner.bytes);
        Self { inner: Arc::new(Inner { bytes, place: Some(Place { model, field, row: row.clone() }), reason: reason.into() }) }
    }

    /// What a store keeps.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.inner.bytes
    }

    /// Whether it was read from this field of this row.
    #[must_use]
    pub fn is_of(&self, model: &str, field: &str, row: &Key) -> bool {
        self.inner.place.as_ref().is_some_and(|place| place.model == model && place.field == field && place.row == *row)
    }
}

/// The same bytes in the same place, whatever the reason.
impl PartialEq for Sealed {
    fn eq(&self, other: &Self) -> bool {
        self.inner.bytes == other.inner.bytes && self.inner.place == other.inner.place
    }
}

impl Eq for Sealed {}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inner.place {
            Some(Place { model, field, row }) => write!(f, "`{field}` of {model} {row} is sealed: {}", self.inner.reason),
            None => write!(f, "a secret is sealed: {}", self.inner.reason),
        }
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({self})")
    }
}

impl std::error::Error for Sealed {}

/// For a type of one's own that looks into a secret when it is read.
impl From<Sealed> for ReadError {
    fn from(sealed: Sealed) -> Self {
        Self::new(sealed.to_string())
    }
}
