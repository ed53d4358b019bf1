//! Secrets at rest: encrypted by XChaCha20-Poly1305, each in its own place.
//!
//! `key` is one key, `keys` all that a store has, `seal` the form of what is kept; `rows` is what happens when a row is
//! written or read, `rotate` brings everything under the current key, and `moved` into a place with another name.

mod key;
mod keys;
mod moved;
mod rotate;
mod rows;
mod seal;

pub use key::{KeyId, SecretKey, SecretKeyError};
pub use keys::SecretKeys;
pub use rotate::Rotated;

pub(crate) use keys::{KEY, KEY_FILE};
pub(crate) use moved::Renamed;
pub(crate) use rows::{has_secrets, sealed_in, without_own};
