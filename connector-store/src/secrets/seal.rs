//! What is kept of a secret: `version | key ID | nonce | ciphertext and tag`.
//!
//! The nonce is 24 random bytes, so that no two are ever the same. The version, the key's name, the table, the column and the
//! key of the row are associated data: a ciphertext that is moved to another place does not open there.

use chacha20poly1305::aead::Generate;
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use connector_core::{Key, Secret};
use zeroize::Zeroizing;

use super::SecretKeys;
use super::key::{ID_BYTES, KeyId, SecretKey};
use crate::Error;

const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
const HEADER_BYTES: usize = 1 + ID_BYTES + NONCE_BYTES;

/// Where a secret is kept.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) table: &'p str,
    pub(super) column: &'p str,
    pub(super) row: &'p Key,
}

impl Place<'_> {
    /// The version, the key, and the place: each part with its length, so that no two places are one text.
    fn associated(&self, id: KeyId) -> Vec<u8> {
        let mut data = vec![VERSION];
        data.extend(id.0);
        let row = match self.row {
            Key::Int(key) => format!("i{key}"),
            Key::Text(key) => format!("t{key}"),
            _ => String::new(),
        };
        for part in [self.table, self.column, &row] {
            data.extend((part.len() as u64).to_be_bytes());
            data.extend(part.as_bytes());
        }
        data
    }
}

/// Why a secret does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Locked {
    /// There is no key at all.
    NoKey(KeyId),
    /// It is under a key that is not there.
    OtherKey(KeyId),
    /// The key is there, and it does not open: somebody changed or moved it.
    Changed(KeyId),
    /// It has another form.
    NotSealed,
}

impl Locked {
    pub(super) fn reason(self) -> String {
        match self {
            Self::NoKey(id) => format!("it is under the key {id}, and this store has none: set {}", super::keys::KEY),
            Self::OtherKey(id) => format!("it is under the key {id}, which this store does not have: add that one behind the current one"),
            Self::Changed(id) => {
                format!(
                    "it does not open with its key {id}, so that it was damaged, or brought here from another place: set it anew, or, where its table or column was renamed by hand, run `rotate_secrets`"
                )
            }
            Self::NotSealed => "what stands in its column was not written by a store: set it anew".to_owned(),
        }
    }
}

/// Encrypts a clear text for its place.
pub(super) fn seal(key: &SecretKey, place: Place<'_>, clear: &str) -> Result<Vec<u8>, Error> {
    let nonce = XNonce::try_generate().map_err(|_| Error::Random)?;
    // With room for the tag, so that no copy of the clear text is left behind; it is then encrypted where it stands.
    let mut buffer = Zeroizing::new(Vec::with_capacity(clear.len() + TAG_BYTES));
    buffer.extend_from_slice(clear.as_bytes());
    let associated = place.associated(key.id());
    cipher(key).encrypt_in_place(&nonce, &associated, &mut *buffer).map_err(|_| Error::Database("a secret is too long".to_owned()))?;
    let mut sealed = Vec::with_capacity(HEADER_BYTES + buffer.len());
    sealed.push(VERSION);
    sealed.extend(key.id().0);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&buffer);
    Ok(sealed)
}

/// The key that a ciphertext is under.
pub(super) fn key_of(sealed: &[u8]) -> Option<KeyId> {
    let (VERSION, rest) = sealed.split_first().map(|(version, rest)| (*version, rest))? else { return None };
    (sealed.len() >= HEADER_BYTES + TAG_BYTES).then(|| rest.first_chunk().copied().map(KeyId))?
}

/// Decrypts what is kept in a place.
pub(super) fn open(keys: &SecretKeys, place: Place<'_>, sealed: &[u8]) -> Result<Secret, Locked> {
    let id = key_of(sealed).ok_or(Locked::NotSealed)?;
    if keys.first().is_none() {
        return Err(Locked::NoKey(id));
    }
    let key = keys.get(id).ok_or(Locked::OtherKey(id))?;
    let nonce = XNonce::try_from(&sealed[1 + ID_BYTES..HEADER_BYTES]).map_err(|_| Locked::NotSealed)?;
    let mut buffer = Zeroizing::new(sealed[HEADER_BYTES..].to_vec());
    let opened = cipher(key).decrypt_in_place(&nonce, &place.associated(id), &mut *buffer);
    opened.map_err(|_| Locked::Changed(id))?;
    std::str::from_utf8(&buffer).map(Secret::from).map_err(|_| Locked::Changed(id))
}

fn cipher(key: &SecretKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}
