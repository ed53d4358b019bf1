//! A key that secrets are encrypted with.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};
use chacha20poly1305::Key;
use chacha20poly1305::aead::Generate;
use connector_core::Secret;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

/// How many bytes a key has.
const BYTES: usize = 32;

/// How many bytes of a key's name stand in a ciphertext.
pub(super) const ID_BYTES: usize = 8;

/// The name of a [`SecretKey`], which tells nothing of it: it stands in each ciphertext, and in errors.
///
/// It is the beginning of a SHA-256 of the key, as sixteen hexadecimal digits.
///
/// ```
/// use connector_store::SecretKey;
///
/// let key = SecretKey::generate()?;
/// assert_eq!(key.id().to_string().len(), 16);
/// # Ok::<(), connector_store::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub(super) [u8; ID_BYTES]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A key that secrets are encrypted with: 32 random bytes. `openssl rand -base64 32` makes one, and so does
/// [`generate`](Self::generate).
///
/// Its memory is overwritten when the last clone is dropped, and `Debug` shows its name alone.
///
/// ```
/// use connector_store::SecretKey;
///
/// let key: SecretKey = "bm90IGEgc2VjcmV0OiBqdXN0IHRoaXJ0eS10d28gYnk=".parse()?;
/// assert_eq!(format!("{key:?}"), format!("SecretKey({})", key.id()));
/// assert!("too short".parse::<SecretKey>().is_err());
/// # Ok::<(), connector_store::SecretKeyError>(())
/// ```
#[derive(Clone)]
pub struct SecretKey {
    bytes: Arc<Zeroizing<[u8; BYTES]>>,
    id: KeyId,
}

/// A text that is no [`SecretKey`], of which nothing is shown.
///
/// It comes where a key is given by hand, or by a file that holds something else. `openssl rand -base64 32` makes one.
///
/// ```
/// use connector_store::SecretKey;
///
/// let error = "hunter2".parse::<SecretKey>().unwrap_err();
/// assert!(!error.to_string().contains("hunter2"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a key is 32 random bytes, as base64 or as 64 hexadecimal digits, and this is something else: make one with `openssl rand -base64 32`"
)]
pub struct SecretKeyError;

impl SecretKey {
    /// A new key, from the random numbers of the system.
    ///
    /// ```
    /// use connector_store::SecretKey;
    ///
    /// let key = SecretKey::generate()?;
    /// let again: SecretKey = key.to_text().expose()?.parse()?;
    /// assert_eq!(again.id(), key.id());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Random`](crate::Error::Random) where the system gives none.
    pub fn generate() -> Result<Self, crate::Error> {
        let mut random = Key::try_generate().map_err(|_| crate::Error::Random)?;
        let mut bytes = Zeroizing::new([0; BYTES]);
        bytes.copy_from_slice(&random);
        random.as_mut_slice().zeroize();
        Ok(Self::of(bytes))
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// As base64, to be written where [`SecretKeys::from_environment`](crate::SecretKeys::from_environment) reads it.
    #[must_use]
    pub fn to_text(&self) -> Secret {
        let mut text = Zeroizing::new([0; BYTES * 2]);
        Secret::from(Base64::encode(&**self.bytes, text.as_mut_slice()).unwrap_or_default())
    }

    pub(super) fn bytes(&self) -> &[u8; BYTES] {
        &self.bytes
    }

    fn of(bytes: Zeroizing<[u8; BYTES]>) -> Self {
        let digest = Sha256::new().chain_update(b"connector secret key ID\0").chain_update(*bytes).finalize();
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&digest[..ID_BYTES]);
        Self { bytes: Arc::new(bytes), id: KeyId(id) }
    }
}

impl FromStr for SecretKey {
    type Err = SecretKeyError;

    fn from_str(text: &str) -> Result<Self, SecretKeyError> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        if text.len() == BYTES * 2 && text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            for (place, byte) in bytes.iter_mut().enumerate() {
                *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).map_err(|_| SecretKeyError)?;
            }
            return Ok(Self::of(bytes));
        }
        let decoders = [Base64::decode, Base64Unpadded::decode, Base64Url::decode, Base64UrlUnpadded::decode];
        let decoded = decoders.into_iter().any(|decode| decode(text, bytes.as_mut_slice()).is_ok_and(|decoded| decoded.len() == BYTES));
        if decoded { Ok(Self::of(bytes)) } else { Err(SecretKeyError) }
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.id)
    }
}
