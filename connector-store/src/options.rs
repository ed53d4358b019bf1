//! What a process says of itself when it opens a store.

use crate::{Error, SecretKeys, installation, overlay};

/// What a process says of itself when it opens a store: which installation it is, and the keys of its secrets.
///
/// [`Store::connect`](crate::Store::connect) takes both [from the environment](Self::from_environment).
///
/// ```
/// # use connector_store::{ConnectOptions, SecretKey, SecretKeys, Store};
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let options = ConnectOptions::new().installation("staging").secret_keys(SecretKeys::new(SecretKey::generate()?));
/// let store = Store::connect_with("sqlite::memory:", options).await?;
/// # Ok::<(), connector_store::Error>(()) }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    pub(crate) installation: Option<String>,
    pub(crate) keys: SecretKeys,
}

impl ConnectOptions {
    /// A process that says nothing, and has no keys.
    #[must_use]
    pub fn new() -> Self {
        Self { installation: None, keys: SecretKeys::none() }
    }

    /// What the environment says: `CONNECTOR_INSTALLATION`, and `CONNECTOR_SECRET_KEY` or `CONNECTOR_SECRET_KEY_FILE`.
    ///
    /// # Errors
    /// [`Error::Environment`] when there is a key that is none, and when a variable is no UTF-8.
    pub fn from_environment() -> Result<Self, Error> {
        let installation = overlay::set(installation::VARIABLE)?;
        Ok(Self::new().secret_keys(SecretKeys::from_environment()?).installation(installation.as_ref().map(|name| name.as_str())))
    }

    /// The installation that this process says it is; `None` where it does not say. See
    /// [`Store::installation`](crate::Store::installation).
    #[must_use]
    pub fn installation<'i>(self, installation: impl Into<Option<&'i str>>) -> Self {
        Self { installation: installation::named(installation.into()), ..self }
    }

    /// The keys of its secrets. See [`SecretKeys`].
    #[must_use]
    pub fn secret_keys(self, keys: SecretKeys) -> Self {
        Self { keys, ..self }
    }
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self::new()
    }
}
