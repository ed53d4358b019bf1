//! A text that nothing shows.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use subtle::ConstantTimeEq;

/// A password, a token, a key: read from a configuration, never written to one.
///
/// It deserializes and does not serialize (mark the field `#[serde(skip_serializing)]`), its `Debug` is redacted, and it is
/// compared in constant time.
///
/// When it is dropped, the memory in which it holds the text is overwritten (by `secrecy`); each clone does so with its own.
/// Not overwritten is what never was its memory: the document or variable it was read from, the `&str` it was made of, the
/// buffer of a `String` with room to spare (which moves when it becomes a secret), and every copy made of
/// [`expose`](Self::expose).
///
/// ```
/// use connector_core::Secret;
/// let password = Secret::from("hunter2".to_owned());
/// assert_eq!(format!("{password:?}"), "Secret(…)");
/// assert_eq!(password.expose(), "hunter2");
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The clear text: for the call that needs it, not to be kept or printed.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(SecretString::from(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(SecretString::from(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// In time that depends on the length alone.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
    }
}

impl Eq for Secret {}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}
