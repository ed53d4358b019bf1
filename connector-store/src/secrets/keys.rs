//! The keys of a store, and where they come from.

use std::path::Path;
use std::str::FromStr;

use connector_core::Secret;
use zeroize::Zeroizing;

use super::key::{KeyId, SecretKey, SecretKeyError};
use crate::Error;

/// The variable that holds the keys.
pub(crate) const KEY: &str = "CONNECTOR_SECRET_KEY";
/// The variable that names a file with them.
pub(crate) const KEY_FILE: &str = "CONNECTOR_SECRET_KEY_FILE";

/// The keys of a [`Store`](crate::Store): the first one encrypts, and all of them open.
///
/// As a text they stand one behind the other, with blanks, commas or lines between; what follows a `#` up to the end of its
/// line is a remark.
///
/// ```
/// use connector_store::{SecretKey, SecretKeys, Store};
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let (new, old) = (SecretKey::generate()?, SecretKey::generate()?);
/// let keys = SecretKeys::new(new.clone()).and_older(old);
/// assert_eq!(keys.current(), Some(new.id()));
/// let store = Store::connect_with("sqlite::memory:", connector_store::ConnectOptions::new().secret_keys(keys)).await?;
/// # Ok::<(), connector_store::Error>(()) }).unwrap();
/// ```
#[derive(Debug, Clone, Default)]
pub struct SecretKeys {
    keys: Vec<SecretKey>,
}

impl SecretKeys {
    /// No key: secrets are not kept, and what is kept of them stays sealed.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// One key, which encrypts and opens.
    #[must_use]
    pub fn new(current: SecretKey) -> Self {
        Self { keys: vec![current] }
    }

    /// With a key that only opens; the first one that is there encrypts.
    #[must_use]
    pub fn and_older(mut self, key: SecretKey) -> Self {
        if self.get(key.id()).is_none() {
            self.keys.push(key);
        }
        self
    }

    /// The keys in the environment variable `CONNECTOR_SECRET_KEY`, or in the file that `CONNECTOR_SECRET_KEY_FILE` names; none
    /// where neither is set, or the one that is is empty.
    ///
    /// ```no_run
    /// use connector_store::SecretKeys;
    ///
    /// // CONNECTOR_SECRET_KEY="<the new key> <the old key>"
    /// let keys = SecretKeys::from_environment()?;
    /// println!("secrets are encrypted by {:?}", keys.current());
    /// # Ok::<(), connector_store::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Environment`] when both are set, when one holds something else than keys, and when the file cannot be read, or
    /// could be read or written by every user of the machine.
    pub fn from_environment() -> Result<Self, Error> {
        let refused = |variable: &str, problem: String| Error::Environment { variable: variable.to_owned(), problem };
        let (text, variable) = match (crate::overlay::set(KEY)?, crate::overlay::set(KEY_FILE)?) {
            (Some(_), Some(_)) => return Err(refused(KEY, format!("{KEY_FILE} is set, too: unset one of them"))),
            (None, None) => return Ok(Self::none()),
            (Some(text), None) => (text, KEY),
            (None, Some(path)) => (read(Path::new(path.as_str())).map_err(|problem| refused(KEY_FILE, problem))?, KEY_FILE),
        };
        let keys: Self = text.parse().map_err(|error: SecretKeyError| refused(variable, error.to_string()))?;
        if variable == KEY_FILE && keys.keys.is_empty() {
            return Err(refused(variable, "there is no key in its file".to_owned()));
        }
        Ok(keys)
    }

    /// The name of the key that encrypts.
    #[must_use]
    pub fn current(&self) -> Option<KeyId> {
        self.keys.first().map(SecretKey::id)
    }

    /// The key that encrypts.
    pub(super) fn first(&self) -> Option<&SecretKey> {
        self.keys.first()
    }

    pub(super) fn get(&self, id: KeyId) -> Option<&SecretKey> {
        self.keys.iter().find(|key| key.id() == id)
    }
}

impl FromStr for SecretKeys {
    type Err = SecretKeyError;

    fn from_str(text: &str) -> Result<Self, SecretKeyError> {
        let lines = text.lines().map(|line| line.split_once('#').map_or(line, |(keys, _)| keys));
        let words = lines.flat_map(|line| line.split([' ', '\t', ','])).map(str::trim).filter(|word| !word.is_empty());
        words.map(str::parse).try_fold(Self::none(), |keys, key| key.map(|key| keys.and_older(key)))
    }
}

/// As a [`Secret`], so that a configuration may hold it.
impl TryFrom<&Secret> for SecretKeys {
    type Error = SecretKeyError;

    fn try_from(text: &Secret) -> Result<Self, SecretKeyError> {
        text.expose().map_err(|_| SecretKeyError)?.parse()
    }
}

/// The text of a file that not everybody can read.
fn read(path: &Path) -> Result<Zeroizing<String>, String> {
    let problem = |error: std::io::Error| format!("its file {} cannot be read: {error}", path.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_err(problem)?.permissions().mode();
        if mode & 0o006 != 0 {
            return Err(format!("every user of this machine can use its file {}: run `chmod 600` on it", path.display()));
        }
    }
    std::fs::read_to_string(path).map(Zeroizing::new).map_err(problem)
}
