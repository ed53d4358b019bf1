//! What can be said once.

use proc_macro2::Ident;

use super::diagnostics::{Diagnostics, Mistake, Site};
use crate::words;

/// The value of a key, and where the key stands. A second one is a mistake.
pub struct Once<T> {
    key: Option<Site>,
    value: Option<T>,
}

/// A key without a value.
pub type Flag = Once<()>;

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self { key: None, value: None }
    }
}

impl<T> Once<T> {
    /// Keeps what was read behind the key. A value with a mistake leaves the key said, so that nobody misses it as well.
    pub fn say(&mut self, key: &Ident, log: &mut Diagnostics, value: Result<T, Mistake>) -> Result<(), Mistake> {
        if self.key.is_some() {
            log.add(key, words::repeated_key(&key.to_string()));
            return value.map(drop);
        }
        self.key = Some(Site::at(key.span()));
        self.value = Some(value?);
        Ok(())
    }

    /// The value, where there is one without a mistake.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Where the key stands, if it is there at all.
    pub fn key(&self) -> Option<Site> {
        self.key
    }

    /// Whether the key is there.
    pub fn is_said(&self) -> bool {
        self.key.is_some()
    }
}
