//! A text that nothing shows.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use subtle::ConstantTimeEq;

use crate::Sealed;

/// A password, a token, a key: read from a configuration, never written to one.
///
/// It deserializes, from a text alone, and does not serialize (mark the field `#[serde(skip_serializing)]`), its `Debug` is
/// redacted, and it is compared in constant time. A document in which it is no text is refused without the value being told.
///
/// When it is dropped, the memory in which it holds the text is overwritten (by `secrecy`); each clone does so with its own.
/// Not overwritten is what never was its memory: the document or variable it was read from, the `&str` it was made of, the
/// buffer of a `String` with room to spare (which moves when it becomes a secret), and every copy made of
/// [`expose`](Self::expose).
///
/// One that was read from a store that could not open it (it has no key, or another one) is [sealed](Sealed): it can be put
/// back, and stays as it is kept, and `expose` says why it is sealed.
///
/// ```
/// use connector_core::Secret;
/// let password = Secret::from("hunter2".to_owned());
/// assert_eq!(format!("{password:?}"), "Secret(…)");
/// assert_eq!(password.expose()?, "hunter2");
/// # Ok::<(), connector_core::Sealed>(())
/// ```
///
/// Nothing writes it anywhere:
///
/// ```compile_fail,E0277
/// use connector_core::Secret;
/// serde_json::to_string(&Secret::from("hunter2")).unwrap();
/// ```
///
/// ```
/// use connector_core::Secret;
/// let error = serde_json::from_str::<Secret>("12345").unwrap_err().to_string();
/// assert!(error.starts_with("a secret is a text, and this is an integer"));
/// assert!(!error.contains("12345"));
/// ```
#[derive(Clone)]
pub struct Secret(State);

#[derive(Clone)]
enum State {
    Clear(SecretString),
    Sealed(Sealed),
}

impl Secret {
    /// The clear text: for the call that needs it, not to be kept or printed.
    ///
    /// ```
    /// use connector_core::{Key, Sealed, Secret};
    ///
    /// assert_eq!(Secret::from("hunter2").expose().unwrap(), "hunter2");
    ///
    /// let sealed = Secret::from(Sealed::new(vec![1, 2, 3]).at("shop", "token", &Key::Int(3), "there is no key"));
    /// assert_eq!(sealed.expose().unwrap_err().to_string(), "`token` of shop 3 is sealed: there is no key");
    /// assert_eq!(sealed.as_sealed().unwrap().bytes(), [1, 2, 3]);
    /// ```
    ///
    /// # Errors
    /// [`Sealed`] when the store that it was read from could not open it: which row it is of, and why.
    pub fn expose(&self) -> Result<&str, Sealed> {
        match &self.0 {
            State::Clear(text) => Ok(text.expose_secret()),
            State::Sealed(sealed) => Err(sealed.clone()),
        }
    }

    /// What a store keeps of it, where it is not open.
    #[must_use]
    pub fn as_sealed(&self) -> Option<&Sealed> {
        match &self.0 {
            State::Clear(_) => None,
            State::Sealed(sealed) => Some(sealed),
        }
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(State::Clear(SecretString::from(text)))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(State::Clear(SecretString::from(text)))
    }
}

impl From<Sealed> for Secret {
    fn from(sealed: Sealed) -> Self {
        Self(State::Sealed(sealed))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Clear ones in time that depends on the length alone. A sealed one is equal to itself alone: nobody knows what is in it.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (State::Clear(one), State::Clear(other)) => one.expose_secret().as_bytes().ct_eq(other.expose_secret().as_bytes()).into(),
            (State::Sealed(one), State::Sealed(other)) => one == other,
            _ => false,
        }
    }
}

impl Eq for Secret {}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for a text, a format that finds a number says so itself, and shows the number.
        if deserializer.is_human_readable() { deserializer.deserialize_any(Text) } else { deserializer.deserialize_string(Text) }
    }
}

/// Takes a text, and tells nothing of anything else.
struct Text;

impl Text {
    fn refuse<E: de::Error>(found: &str) -> Result<Secret, E> {
        Err(E::custom(format_args!("a secret is a text, and this is {found}: write it in quotes")))
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret, as a text")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::from(text))
    }
    fn visit_string<E: de::Error>(self, text: String) -> Result<Secret, E> {
        Ok(Secret::from(text))
    }
    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Secret, E> {
        Self::refuse("a truth value")
    }
    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Secret, E> {
        Self::refuse("an integer")
    }
    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Secret, E> {
        Self::refuse("an integer")
    }
    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Secret, E> {
        Self::refuse("an integer")
    }
    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Secret, E> {
        Self::refuse("an integer")
    }
    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Secret, E> {
        Self::refuse("a number")
    }
    fn visit_bytes<E: de::Error>(self, _: &[u8]) -> Result<Secret, E> {
        Self::refuse("bytes")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Secret, E> {
        Self::refuse("null")
    }
    fn visit_none<E: de::Error>(self) -> Result<Secret, E> {
        Self::refuse("null")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Secret, A::Error> {
        Self::refuse("a list")
    }
    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Secret, A::Error> {
        Self::refuse("an object")
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;
    use secrecy::zeroize::ZeroizeOnDrop;

    use super::{Sealed, Secret, State};

    #[test]
    fn memory_is_overwritten_when_it_is_dropped() {
        fn overwritten<T: ZeroizeOnDrop>(_: &T) {}
        let Secret(State::Clear(text)) = Secret::from("hunter2") else { panic!("a text is clear") };
        overwritten::<SecretString>(&text);
    }

    #[test]
    fn nothing_that_is_no_text_is_told() {
        for document in
            ["12345", "-12345", "1.2345", "true", "null", "[12345]", r#"{"a":12345}"#, "340282366920938463463374607431768211455"]
        {
            let from_text = serde_json::from_str::<Secret>(document).unwrap_err().to_string();
            let value: serde_json::Value = serde_json::from_str(document).unwrap();
            let from_value = serde_json::from_value::<Secret>(value).unwrap_err().to_string();
            for error in [from_text, from_value] {
                assert!(error.starts_with("a secret is a text, and this is "), "{error}");
                assert!(!error.contains("2345") && !error.contains("true,"), "{error}");
            }
        }
        assert_eq!(serde_json::from_str::<Secret>("\"12345\"").unwrap().expose().unwrap(), "12345");
    }

    #[test]
    fn what_is_sealed_is_exposed_by_nothing() {
        let sealed = Secret::from(Sealed::new(b"hunter2".to_vec()));
        assert!(sealed.expose().is_err());
        assert_eq!(sealed, sealed.clone());
        assert_ne!(sealed, Secret::from("hunter2"));
        assert!(!format!("{sealed:?} {}", sealed.expose().unwrap_err()).contains("hunter2"));
    }

    #[test]
    fn equal_when_every_byte_is() {
        assert_eq!(Secret::from("hunter2"), Secret::from("hunter2".to_owned()));
        assert_ne!(Secret::from("hunter2"), Secret::from("hunter3"));
        assert_ne!(Secret::from("hunter2"), Secret::from("hunter"));
        assert_eq!(format!("{:?} {:#?}", Secret::from("hunter2"), Some(Secret::from("hunter2"))), "Secret(…) Some(\n    Secret(…),\n)");
    }
}
